import { sha256 } from '../../platform/token.ts';
import type { User } from './user.model.ts';

/** Fingerprint of a person's password and stamp: sessions carry it, so that another of either ends every session of before. */
export function credentialOf({ _id, passwordHash, stamp = '' }: Pick<User, '_id' | 'passwordHash' | 'stamp'>): string {
  return sha256(`${_id} ${passwordHash ?? ''} ${stamp}`).slice(0, 22);
}
