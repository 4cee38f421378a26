/** Lists: `limit` and `cursor` in, `{ data, nextCursor }` out. A cursor says where the page before it ended. */
import { z, type ZodType } from 'zod';
import { Invalid } from '../errors.ts';

export const pageQuery = {
  limit: z.coerce.number({ error: 'must be a whole number from 1 to 200' }).int('must be a whole number').min(1, 'must be at least 1').max(200, 'must be at most 200').default(50),
  cursor: z.string().max(500).optional(),
};
export const PageQuery = z.strictObject(pageQuery);

export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** The schema of a page of `item`. */
export const pageSchema = (item: ZodType) => z.object({ data: z.array(item), nextCursor: z.string().nullable() });

export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Where the page before ended, `null` for the first page. @throws Invalid for a cursor that is none of ours */
export function decodeCursor(cursor: string | undefined, parts: number): string[] | null {
  if (cursor === undefined) return null;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(position) && position.length === parts && position.every((part) => typeof part === 'string')) return position as string[];
  } catch {
    // Not JSON: the same answer as for any other text.
  }
  throw new Invalid([{ pointer: '/query/cursor', detail: 'is no cursor of this list; take nextCursor of the page before' }]);
}

/** A page of a short list that is in memory as a whole, ordered by a unique key. */
export function pageOf<Item>(items: readonly Item[], { limit, cursor }: { limit: number; cursor?: string | undefined }, keyOf: (item: Item) => string): Page<Item> {
  const after = decodeCursor(cursor, 1)?.[0];
  const ordered = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rest = after === undefined ? ordered : ordered.filter((item) => keyOf(item) > after);
  const data = rest.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: last !== undefined && rest.length > limit ? encodeCursor([keyOf(last)]) : null };
}
