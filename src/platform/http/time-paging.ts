/** Pages of lists that are ordered by an instant: the cursor is signed, so that it can only be one we handed out. */
import { Invalid } from '../errors.ts';
import type { Position } from '../newest-first.ts';
import { openToken, signToken } from '../token.ts';
import type { Page } from './paging.ts';

export interface CursorScope {
  secret: string;
  accountId: string;
  /** Which list: a cursor of one is none of another. */
  list: string;
}

const purpose = ({ list, accountId }: CursorScope): string => `cursor:${list}:${accountId}`;

/** Where the page before ended, `null` for the first page. @throws Invalid for a cursor that is none of ours */
export function positionOf(scope: CursorScope, cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  const value = openToken(scope.secret, purpose(scope), cursor);
  const dash = value?.indexOf('-') ?? -1;
  if (value === null || dash < 1) throw new Invalid([{ pointer: '/query/cursor', detail: 'is no cursor of this list; take nextCursor of the page before' }]);
  return { at: new Date(Number(value.slice(0, dash))), id: Buffer.from(value.slice(dash + 1), 'base64url').toString('utf8') };
}

/** The cursor of a page that goes on after a place. */
export function cursorOf(scope: CursorScope, { at, id }: Position): string {
  return signToken(scope.secret, purpose(scope), `${at.getTime()}-${Buffer.from(id).toString('base64url')}`);
}

/** The page as it is answered. */
export function timePage<Item, View>(scope: CursorScope, { items, hasMore }: { items: readonly Item[]; hasMore: boolean }, { at, view }: { at: (item: Item) => Position; view: (item: Item) => View }): Page<View> {
  const last = items.at(-1);
  const data = items.map(view);
  return { data, nextCursor: last === undefined || !hasMore ? null : cursorOf(scope, at(last)) };
}
