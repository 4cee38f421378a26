import { sha256 } from '../../platform/token.ts';
import type { User } from './user.model.ts';

/** Fingerprint of a person's password: sessions carry it, so that a new password ends every session of the old one. */
export function credentialOf({ _id, passwordHash }: Pick<User, '_id' | 'passwordHash'>): string {
  return sha256(`${_id} ${passwordHash ?? ''}`).slice(0, 22);
}
