/** `Idempotency-Key`: a POST that is sent again is answered again, not done again. */
import { createHash } from 'node:crypto';
import { AppError, Conflict, Invalid } from '../errors.ts';

/** What was answered, word for word. */
export interface StoredAnswer {
  status: number;
  /** JSON; `null` without a body. */
  text: string | null;
}

/**
 * - `fresh`: nobody has used the key; the caller holds it and must settle it.
 * - `answered`: it was used for the same request before.
 * - `different`: it was used for another request.
 * - `busy`: another request holds it at this moment.
 */
export type Claim =
  | { kind: 'fresh'; claim: string }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'different' }
  | { kind: 'busy'; retryAfterSeconds: number };

/** Where claims and answers are kept. A claim that is never settled (a crash) may be taken over after a short lease. */
export interface AnswerStore {
  claim(accountId: string, key: string, fingerprint: string): Promise<Claim>;
  keep(accountId: string, key: string, claim: string, answer: StoredAnswer): Promise<void>;
  release(accountId: string, key: string, claim: string): Promise<void>;
}

/** Method and path belong to the request: one key for two endpoints is two different requests. */
function fingerprintOf(method: string, path: string, body: Buffer): string {
  return createHash('sha256').update(`${method} ${path}\n`).update(body).digest('base64url');
}

export interface KeyedRequest {
  accountId: string;
  key: string;
  method: string;
  /** With its query. */
  path: string;
  body: Buffer;
}

/**
 * Does `work` once per key. Only what it returns is kept, not what it throws: a refused request changed nothing, so a
 * corrected one may use the key again, and after a failure of ours the same one may be tried again.
 * @throws Invalid (422) for a malformed key, AppError 422 when it was used for another request, Conflict while one with it is running
 */
export async function answerOnce(store: AnswerStore, { accountId, key, method, path, body }: KeyedRequest, work: () => Promise<StoredAnswer>): Promise<{ answer: StoredAnswer; replayed: boolean }> {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Invalid([{ pointer: '/headers/Idempotency-Key', detail: 'must be 1–200 printable ASCII characters' }]);
  const claimed = await store.claim(accountId, key, fingerprintOf(method, path, body));
  if (claimed.kind === 'answered') return { answer: claimed.answer, replayed: true };
  if (claimed.kind === 'busy') throw new Conflict('A request with this Idempotency-Key is being worked on; ask again in a moment.', claimed.retryAfterSeconds);
  if (claimed.kind === 'different') throw new AppError(422, 'Invalid values', 'This Idempotency-Key was used for another request; use a new key for a new request.');
  const { claim } = claimed;
  let answer: StoredAnswer;
  try {
    answer = await work();
  } catch (error) {
    // The error is what the caller must see; a claim that cannot be released ends with its lease.
    await store.release(accountId, key, claim).catch(() => {});
    throw error;
  }
  // It is done, so the caller hears so, even if the answer could not be kept: what runs twice then is idempotent by id.
  await store.keep(accountId, key, claim, answer).catch(() => {});
  return { answer, replayed: false };
}
