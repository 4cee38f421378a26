/** What people do to a case: take it on, note, close, reopen. */
import type { App } from '../../app.ts';
import type { Author } from '../../domain/author.ts';
import { refreshOutcomes } from '../../jobs.ts';
import { Conflict } from '../../platform/errors.ts';
import type { Update } from '../../platform/mongo-collections.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { isErased } from '../customers/customers.service.ts';
import { appendEvents } from '../events/events.service.ts';
import { cases, type Case } from './case.model.ts';
import { futureOrInvalid, requireOwner } from './case-fields.ts';
import { caseEvent, dueBySurvey } from './cases.service.ts';
import { readCase } from './cases.queries.ts';

const MOST_ENTRIES = 500;

/** `event` is one that outcomes follow from. */
interface Step {
  /** As the audit log calls it; what was written stays in the case alone. */
  action: 'cases.changed' | 'cases.closed' | 'cases.reopened' | 'cases.noted';
  update: Update;
  event?: 'case.closed' | 'case.reopened';
}

/**
 * One step in one transaction with its event; `null` = nothing to do.
 * @throws NotFound, or Conflict for a case of an erased customer and when somebody else was faster
 */
async function take(app: App, accountId: string, id: string, decide: (found: Case) => Step | null | Promise<Step | null>): Promise<Case> {
  const taken = await inTransaction(async (session) => {
    const found = await readCase(accountId, id, session);
    if (isErased(found.customerId)) throw new Conflict('The customer of this case was erased; nothing can be added to it.');
    const step = await decide(found);
    if (step === null) return null;
    const matched = await cases.of(accountId).updateOne({ _id: id, status: found.status, customerId: found.customerId }, step.update, { session });
    if (matched === 0) throw new Conflict('The case was changed at the same time; try again.', 1);
    if (step.event) await appendEvents([caseEvent(step.event, found, app.now())], session);
    return step;
  });
  if (taken) noteChange({ action: taken.action, subject: id, before: null, after: null });
  if (taken?.event) await app.enqueue(refreshOutcomes, {}, { once: 'outcomes' });
  return readCase(accountId, id);
}

export interface CaseChange {
  ownerId?: string | null | undefined;
  rootCause?: string | null | undefined;
  dueAt?: Date | undefined;
}

/** What is not named stays as it is. @throws NotFound, Invalid, or Conflict for a due time of a closed case */
export async function changeCase(app: App, accountId: string, id: string, { ownerId, rootCause, dueAt }: CaseChange): Promise<Case> {
  const owner = ownerId === undefined ? undefined : await requireOwner(accountId, ownerId);
  if (dueAt !== undefined) futureOrInvalid(app, dueAt);
  return take(app, accountId, id, ({ status }) => {
    if (dueAt !== undefined && status === 'closed') throw new Conflict('The case is closed, so nothing is due; reopen it first.');
    const changes = {
      ...(owner === undefined ? {} : { ownerId: owner }),
      ...(rootCause === undefined ? {} : { rootCause }),
      ...(dueAt === undefined ? {} : { dueAt, wakeAt: dueAt }),
    };
    return Object.keys(changes).length === 0 ? null : { action: 'cases.changed', update: { $set: changes } };
  });
}

/**
 * Closes a case with what came of it; the same closing twice is the same as once.
 * @param closing without a `rootCause` the one that is known stays
 * @param author `null`: a program
 * @throws NotFound, or Conflict for a case that was closed otherwise
 */
export async function closeCase(app: App, accountId: string, id: string, { outcome, rootCause }: { outcome: string; rootCause?: string | null | undefined }, author: Author | null = null): Promise<Case> {
  return take(app, accountId, id, (found) => {
    const cause = rootCause === undefined ? found.rootCause : rootCause;
    if (found.status === 'closed') {
      if (found.outcome === outcome && found.rootCause === cause) return null;
      throw new Conflict('The case was closed already, with another outcome; reopen it first.');
    }
    refuseWhenFull(found);
    const at = app.now();
    return { action: 'cases.closed', update: { $set: { status: 'closed', outcome, rootCause: cause, closedAt: at, wakeAt: null }, $push: { turns: { at, to: 'closed', outcome, author } } }, event: 'case.closed' };
  });
}

/** Takes a closed case up again, due anew; what its closing said stays among its turns. An open one stays as it is. @throws NotFound, Conflict */
export async function reopenCase(app: App, accountId: string, id: string, author: Author | null = null): Promise<Case> {
  return take(app, accountId, id, async (found) => {
    if (found.status === 'open') return null;
    refuseWhenFull(found);
    const dueAt = await dueBySurvey(app, accountId, found.surveyId);
    const turn = { at: app.now(), to: 'open', outcome: null, author };
    return { action: 'cases.reopened', update: { $set: { status: 'open', outcome: null, closedAt: null, dueAt, wakeAt: dueAt }, $push: { turns: turn } }, event: 'case.reopened' };
  });
}

/** Adds a note, to an open or a closed case. @throws NotFound, Conflict */
export async function noteOnCase(app: App, accountId: string, id: string, text: string, author: Author | null = null): Promise<Case> {
  return take(app, accountId, id, (found) => {
    refuseWhenFull(found);
    return { action: 'cases.noted', update: { $push: { notes: { at: app.now(), text, author } } } };
  });
}

function refuseWhenFull({ notes, turns }: Case): void {
  if (notes.length + turns.length >= MOST_ENTRIES) throw new Conflict(`A case holds at most ${MOST_ENTRIES} notes, closings and reopenings.`);
}
