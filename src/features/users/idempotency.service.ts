import type { App } from '../../app.ts';
import type { AnswerStore, Claim } from '../../platform/http/idempotency.ts';
import { isDuplicateKey } from '../../platform/mongo.ts';
import { hashId, randomToken, seal, unseal } from '../../platform/token.ts';
import { idempotencyKeys, type IdempotencyKey } from './idempotency.model.ts';

/** Longer than any request may take; what a crash leaves behind is free again after it. */
const LEASE_MS = 30_000;
const KEPT_MS = 48 * 3_600_000;

const idOf = (accountId: string, key: string): string => hashId('idempotency', accountId, key);

/** Answers of POST requests by `Idempotency-Key`, kept for 48 hours in MongoDB, so that they outlive this process. */
export function answerStore(app: App): AnswerStore {
  const after = (milliseconds: number): Date => new Date(app.now().getTime() + milliseconds);
  const whileHeld = (accountId: string, key: string, claim: string, update: Record<string, unknown>) =>
    idempotencyKeys.of(accountId).updateOne({ _id: idOf(accountId, key), claim }, update);

  return {
    async claim(accountId, key, fingerprint) {
      const claim = randomToken();
      const _id = idOf(accountId, key);
      const claimed = { fingerprint, claim, leasedUntil: after(LEASE_MS), status: null, text: null, expiresAt: after(KEPT_MS) };
      try {
        await idempotencyKeys.of(accountId).insertMany([{ _id, ...claimed }]);
        return { kind: 'fresh', claim };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const known = await idempotencyKeys.of(accountId).findOne({ _id });
      const judged = known === null ? BUSY : judge(app, known, fingerprint);
      if (judged !== 'free') return judged;
      // Of several that find it free, the one whose guard still matches takes it over.
      const taken = await idempotencyKeys.of(accountId).updateOne({ _id, claim: known?.claim }, { $set: claimed });
      return taken === 1 ? { kind: 'fresh', claim } : BUSY;
    },
    async keep(accountId, key, claim, { status, text }) {
      await whileHeld(accountId, key, claim, { $set: { leasedUntil: null, status, text: text === null ? null : seal(app.config.secret, text), expiresAt: after(KEPT_MS) } });
    },
    async release(accountId, key, claim) {
      await idempotencyKeys.of(accountId).deleteMany({ _id: idOf(accountId, key), claim, leasedUntil: { $ne: null } });
    },
  };
}

/** Released between our insert and our look: the caller may ask again at once. */
const BUSY: Claim = { kind: 'busy', retryAfterSeconds: 1 };

function judge(app: App, known: IdempotencyKey, fingerprint: string): Claim | 'free' {
  const now = app.now();
  if (known.expiresAt <= now || (known.leasedUntil !== null && known.leasedUntil <= now)) return 'free';
  if (known.fingerprint !== fingerprint) return { kind: 'different' };
  const { status, text } = known;
  return status === null ? BUSY : { kind: 'answered', answer: { status, text: text === null ? null : unseal(app.config.secret, text) } };
}
