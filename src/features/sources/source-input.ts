/** The parts of a source that are data of their own, checked by what reads them. */
import type { Mapping } from '../../domain/mapping/mapping.ts';
import { parseMapping } from '../../domain/mapping/parse-mapping.ts';
import { Invalid, type FieldError } from '../../platform/errors.ts';
import { parseScheme } from '../../platform/signature/parse-scheme.ts';
import type { Scheme } from '../../platform/signature/scheme.ts';
import { READY_MAPPINGS } from './ready-mappings.ts';

/** @param given a mapping as it was sent, or the name of a ready one @throws Invalid */
export function mappingFrom(given: unknown): Mapping | null {
  if (given === null) return null;
  if (typeof given === 'string') {
    const ready = READY_MAPPINGS.find(({ key }) => key === given);
    if (!ready) throw new Invalid([{ pointer: '/mapping', detail: `there is no ready mapping "${given}"; there are ${READY_MAPPINGS.map(({ key }) => key).join(', ')}` }]);
    return ready.mapping;
  }
  const parsed = parseMapping(given);
  if (!parsed.ok) throw new Invalid(below('/mapping', parsed.errors));
  return parsed.mapping;
}

/** @throws Invalid */
export function schemeFrom(given: unknown): Scheme | null {
  if (given === null) return null;
  const parsed = parseScheme(given);
  if (!parsed.ok) throw new Invalid(below('/scheme', parsed.errors));
  return parsed.value;
}

function below(base: string, errors: readonly FieldError[]): FieldError[] {
  return errors.map(({ pointer, detail }) => ({ pointer: base + pointer, detail }));
}
