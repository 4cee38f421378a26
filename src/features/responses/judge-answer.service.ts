/** People's say over which answers count: left out of every number, taken in again; what was held back, accepted or dismissed. */
import type { App } from '../../app.ts';
import type { Author } from '../../domain/author.ts';
import { reverseChanges } from '../../domain/rollup.ts';
import { openFollowUps, refreshOutcomes } from '../../jobs.ts';
import { Conflict, NotFound } from '../../platform/errors.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { appendEvents, type NewEvent } from '../events/events.service.ts';
import { invitationsById, markResponded } from '../invitations/invitations.service.ts';
import { applyRollupChanges } from '../rollups/rollups.service.ts';
import { answerChanges, recordingOf } from './answer-changes.ts';
import { responses, type Judgement, type Response } from './response.model.ts';
import { concernedBy, requireResponse, ringFor } from './responses.service.ts';

const MOST_JUDGEMENTS = 50;

export interface JudgedBy {
  /** `null`: a program. */
  by?: Author | null;
  /** Why it is taken in again. */
  reason?: string | null;
}

/** What was held back before it was judged, and what was accepted of that. */
interface Judged {
  held: Response | null;
  accepted: Response | null;
}

const UNTOUCHED: Judged = { held: null, accepted: null };

/**
 * Leaves an answer out of every number, or takes it in again; the answer itself is never overwritten. What it is already it
 * stays, with the reason it has. One that is held back is dismissed by the first and accepted by the second: then it is an
 * answer like any other, with its event.
 * @throws NotFound
 */
export async function excludeResponse(app: App, accountId: string, id: string, excluded: { reason: string } | null, { by = null, reason = null }: JudgedBy = {}): Promise<Response> {
  const { held, accepted } = await inTransaction(async (session): Promise<Judged> => {
    const before = await responses.of(accountId).findOne({ _id: id }, { session });
    if (!before) throw new NotFound(`There is no response "${id}".`);
    const isWaiting = before.heldBack?.isWaiting === true;
    if ((before.excluded === null) === (excluded === null) && !(isWaiting && excluded)) return UNTOUCHED;
    const at = app.now();
    const judgement: Judgement = { kind: excluded ? 'excluded' : 'restored', reason: excluded?.reason ?? reason, at, by };
    const judged: Response = { ...before, excluded: excluded && { ...excluded, at }, updatedAt: at, judgements: [...before.judgements ?? [], judgement].slice(-MOST_JUDGEMENTS) };
    if (!before.heldBack) {
      await store(before, judged, { event: { type: 'response.revised', also: excluded ? [] : concernedBy(before) } }, session);
      return UNTOUCHED;
    }
    if (!excluded) return { held: before, accepted: await take(before, judged, session) };
    await store(before, { ...judged, heldBack: { ...before.heldBack, isWaiting: false } }, { event: null }, session);
    return { held: before, accepted: null };
  });
  if (held) noteChange({ action: accepted ? 'answers.accepted' : 'answers.dismissed', subject: id, before: { score: held.score }, after: { reason: excluded?.reason ?? reason } });
  if (accepted) {
    await Promise.all([ringFor(app, new Set(concernedBy(accepted))), app.enqueue(openFollowUps, {}, { once: 'open' }), app.enqueue(refreshOutcomes, {}, { once: 'outcomes' })]);
  }
  return requireResponse(accountId, id);
}

/** Makes an answer that was held back the answer to its invitation. */
async function take(before: Response, judged: Response, session: ClientSession): Promise<Response> {
  const { heldBack: _held, ...rest } = judged;
  const event = { type: 'response.recorded', also: concernedBy(before) } as const;
  const invitation = (await invitationsById([before._id], session)).get(before._id);
  if (!invitation) throw new NotFound(`The invitation of "${before._id}" is gone.`);
  const taken: Response = { ...rest, sentOn: invitation.channel === 'email' ? invitation.sentOn ?? before.respondedOn : null };
  await store(before, taken, { event, changes: recordingOf(taken, invitation) }, session);
  await markResponded([{ invitation, respondedAt: taken.respondedAt, sentOn: taken.sentOn }], session);
  return taken;
}

async function store(before: Response, after: Response, { event, changes = answerChanges(after) }: { event: Pick<NewEvent, 'type' | 'also'> | null; changes?: ReturnType<typeof answerChanges> }, session: ClientSession): Promise<void> {
  const { _id: id, accountId, customerId, excluded, updatedAt, judgements, sentOn, heldBack } = after;
  const matched = await responses.of(accountId).updateOne(
    { _id: id, updatedAt: before.updatedAt },
    { $set: { excluded, updatedAt, judgements, sentOn, ...(heldBack ? { heldBack } : {}) }, ...(before.heldBack && !heldBack ? { $unset: { heldBack: 1 } } : {}) },
    { session },
  );
  if (matched === 0) throw new Conflict('The answer was changed at the same time; try again.', 1);
  await applyRollupChanges([...reverseChanges(answerChanges(before)), ...changes], session);
  if (event) await appendEvents([{ accountId, at: updatedAt, subject: { responseId: id, customerId }, ...event }], session);
}
