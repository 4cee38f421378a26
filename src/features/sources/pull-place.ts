/** How the places that are looked at are called where people read of them. */
import type { PullFrom } from './pull.model.ts';

/** Without its query, in which people keep secrets. */
export function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

export function placeOf(from: PullFrom): string {
  return from.kind === 'folder' ? from.path : addressOf(from.url);
}
