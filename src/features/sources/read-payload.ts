/** What a payload says, item by item. */
import { applyMapping } from '../../domain/mapping/apply-mapping.ts';
import type { Delivery, Mapping } from '../../domain/mapping/mapping.ts';
import type { FieldError } from '../../platform/errors.ts';
import { tryParse } from '../../platform/http/parse.ts';
import { ReportedInteraction, toNewInteraction, type NewInteraction } from '../interactions/interactions.service.ts';

export type ReadItem = { event: string | null } & (
  | { interaction: NewInteraction }
  | { reason: string; problems: FieldError[] }
);

/** @param mapping `null`: the payload is an interaction in the API's own shape */
export function readPayload(mapping: Mapping | null, payload: unknown, delivery: Delivery): ReadItem[] {
  if (mapping === null) return [readInteraction(null, payload, {})];
  return applyMapping(mapping, payload, delivery).map((item): ReadItem => {
    switch (item.kind) {
      case 'ignored':
        return { event: null, reason: item.reason, problems: [] };
      case 'problem':
        return { event: item.event, reason: 'not-mapped', problems: item.errors.map(({ path, pointer, detail }) => ({ pointer, detail: `${path}: ${detail}` })) };
      case 'interaction':
        return readInteraction(item.event, item.value, item.paths);
    }
  });
}

/** @param paths where in the payload each field came from */
function readInteraction(event: string | null, value: unknown, paths: Record<string, string>): ReadItem {
  const parsed = tryParse(ReportedInteraction, value);
  if (parsed.ok) return { event, interaction: toNewInteraction(parsed.value) };
  const problems = parsed.errors.map(({ pointer, detail }) => ({ pointer, detail: paths[pointer] === undefined ? detail : `${paths[pointer]}: ${detail}` }));
  return { event, reason: 'not-an-interaction', problems };
}
