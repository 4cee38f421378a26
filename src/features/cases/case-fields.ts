/** Values of a case that only its account can check. */
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { Invalid } from '../../platform/errors.ts';
import { listUsers } from '../users/users.service.ts';

/** @param owner id or address of a person of the account. @returns their id. @throws Invalid when it names nobody */
export async function requireOwner(accountId: string, owner: string | null, pointer = '/ownerId'): Promise<string | null> {
  if (owner === null) return null;
  const emailKey = normalizeAddress(owner);
  const found = (await listUsers(accountId)).find((user) => user._id === owner || (emailKey !== null && user.emailKey === emailKey));
  if (!found) throw new Invalid([{ pointer, detail: 'is neither id nor address of a person of this account' }]);
  return found._id;
}

/** @throws Invalid */
export function futureOrInvalid(app: App, dueAt: Date): void {
  if (dueAt <= app.now()) throw new Invalid([{ pointer: '/dueAt', detail: 'must lie in the future' }]);
}
