/** Where facts are imported, for pages that lack some. */
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { NAVIGATION } from '../../domain/admin-nav.ts';

/** `null` for those who may not import. */
export function importsHref(asked: Asked): string | null {
  const entry = NAVIGATION.flatMap(({ entries }) => entries).find(({ key }) => key === 'imports');
  return entry !== undefined && asked.visitor?.policies.has(entry.policy) === true ? withQuery(entry.path, carried(asked)) : null;
}
