/** A file that cannot be read as a table at all: nothing of it is taken. `detail` says why and what to do, in plain words. */
import { AppError } from '../errors.ts';

export const UNUSABLE_REASONS = [
  'empty', 'unknown-format', 'protected', 'macros', 'bomb', 'too-many-columns', 'too-long-row', 'damaged', 'no-such-sheet', 'too-large', 'unknown-encoding',
  'unknown-column', 'missing-column', 'hopeless', 'too-much-of-one',
] as const;
export type UnusableReason = (typeof UNUSABLE_REASONS)[number];

export class UnusableFile extends AppError {
  constructor(readonly reason: UnusableReason, detail: string) {
    super(422, 'Unusable file', detail);
  }
}
