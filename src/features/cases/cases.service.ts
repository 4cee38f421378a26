import type { App } from '../../app.ts';
import type { Author } from '../../domain/author.ts';
import { requireDurationMs } from '../../domain/duration.ts';
import { caseTerms, isLow } from '../../domain/follow-up-rules.ts';
import { groupBy } from '../../platform/group-by.ts';
import { Invalid } from '../../platform/errors.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { againWhenTaken, inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { isErased } from '../customers/customers.service.ts';
import { appendEvents, consumeEvents, hasOverdueEvents, type Event, type NewEvent } from '../events/events.service.ts';
import { responsesById, type Response } from '../responses/responses.service.ts';
import { surveysOf } from '../surveys/surveys.service.ts';
import { cases, type Case } from './case.model.ts';
import { caseIdOf } from './cases.queries.ts';
import { futureOrInvalid, requireOwner } from './case-fields.ts';

const BATCH = 500;

/** Opens the cases that answers not seen yet call for. Safe to run twice: each case exists once by its `_id`. */
export async function openFromEvents(app: App): Promise<number> {
  return consumeEvents(app, 'cases', (batch) => openFor(app, batch));
}

export async function hasUnopened(app: App, olderThanMs: number): Promise<boolean> {
  return hasOverdueEvents('cases', new Date(app.now().getTime() - olderThanMs));
}

async function openFor(app: App, batch: readonly Event[]): Promise<void> {
  const responseIds = [...new Set(batch.flatMap(({ subject }) => subject['responseId'] ?? []))];
  await againWhenTaken(() => inTransaction(async (session) => {
    const called = await calledFor(app, [...(await responsesById(responseIds, session)).values()]);
    if (called.length === 0) return;
    const known = await cases.everyAccount.find({ _id: { $in: called.map(({ _id }) => _id) } }, { projection: { _id: 1 }, session });
    const fresh = called.filter(({ _id }) => !known.some((other) => other._id === _id));
    await store(fresh, session);
  }));
}

/** The cases these answers call for by the rules of their surveys. What was given in the past, left out or erased calls for none. */
async function calledFor(app: App, responses: Response[]): Promise<Case[]> {
  const low = responses.filter(({ metric, category, channel, excluded, customerId }) => isLow(metric, category) && channel !== 'import' && !excluded && !isErased(customerId));
  const called: Case[] = [];
  for (const [accountId, theirs] of groupBy(low, (response) => response.accountId)) {
    const surveys = await surveysOf(accountId);
    for (const response of theirs) {
      const survey = surveys.find(({ _id }) => _id === response.surveyId);
      const terms = survey && caseTerms(survey);
      if (terms?.openCases === true) called.push(newCase(app, response, { origin: 'rule', dueAt: dueAfter(app, terms.caseDueAfter) }));
    }
  }
  return called;
}

interface Opening extends Pick<Case, 'origin' | 'dueAt'>, Partial<Pick<Case, 'ownerId' | 'rootCause'>> {
  author?: Author | null;
}

function newCase(app: App, { _id: responseId, accountId, customerId, surveyId, surveyKey, touchpoint }: Response, { origin, dueAt, ownerId = null, rootCause = null, author = null }: Opening): Case {
  const openedAt = app.now();
  return {
    _id: caseIdOf(responseId), accountId, responseId, customerId, surveyId, surveyKey, touchpoint, origin, status: 'open', ownerId, dueAt, rootCause, outcome: null,
    notes: [], turns: [{ at: openedAt, to: 'open', outcome: null, author }], openedAt, closedAt: null, wakeAt: dueAt,
  };
}

async function store(fresh: Case[], session: ClientSession): Promise<void> {
  await cases.everyAccount.insertMany(fresh, { session });
  await appendEvents(fresh.map((opened) => caseEvent('case.opened', opened, opened.openedAt)), session);
}

export function caseEvent(type: NewEvent['type'], { _id: caseId, accountId, responseId, customerId }: Case, at: Date): NewEvent {
  return { accountId, type, at, subject: { caseId, responseId, customerId } };
}

function dueAfter(app: App, duration: string): Date {
  return new Date(app.now().getTime() + requireDurationMs(duration));
}

/** When a case of this survey that is opened or reopened now is due. */
export async function dueBySurvey(app: App, accountId: string, surveyId: string): Promise<Date> {
  const survey = (await surveysOf(accountId)).find(({ _id }) => _id === surveyId);
  return dueAfter(app, caseTerms(survey ?? { alertOnLow: false }).caseDueAfter);
}

export interface CaseRequest {
  responseId: string;
  /** Id or address of a person of the account. */
  ownerId: string | null;
  /** `null` = as the survey says. */
  dueAt: Date | null;
  rootCause: string | null;
}

/**
 * Opens a case for an answer by hand, whatever its score. Where there is one it is answered as it is.
 * @throws Invalid for an answer or owner that is not there, for one of an erased customer, and for a due time in the past
 */
export async function openCase(app: App, accountId: string, request: CaseRequest, author: Author | null = null): Promise<{ opened: Case; isNew: boolean }> {
  const { responseId, rootCause } = request;
  const ownerId = await requireOwner(accountId, request.ownerId);
  if (request.dueAt !== null) futureOrInvalid(app, request.dueAt);
  return againWhenTaken(() => inTransaction(async (session) => {
    const known = await cases.of(accountId).findOne({ _id: caseIdOf(responseId) }, { session });
    if (known) return { opened: known, isNew: false };
    const response = (await responsesById([responseId], session)).get(responseId);
    if (response?.accountId !== accountId) throw new Invalid([{ pointer: '/responseId', detail: `there is no response "${responseId}"` }]);
    if (isErased(response.customerId)) throw new Invalid([{ pointer: '/responseId', detail: 'is of a customer who was erased' }]);
    const dueAt = request.dueAt ?? await dueBySurvey(app, accountId, response.surveyId);
    const opened = newCase(app, response, { origin: 'hand', dueAt, ownerId, rootCause, author });
    await store([opened], session);
    return { opened, isNew: true };
  }));
}

/** Says once of each open case past its due time that it is overdue. */
export async function tellOverdue(app: App): Promise<void> {
  const now = app.now();
  const late = { status: 'open', wakeAt: { $lte: now } };
  const found = await cases.everyAccount.find(late, { projection: { _id: 1 }, limit: BATCH });
  if (found.length === 0) return;
  await inTransaction(async (session) => {
    // Some may have been closed or given more time since.
    const overdue = await cases.everyAccount.find({ ...late, _id: { $in: found.map(({ _id }) => _id) } }, { session });
    await cases.everyAccount.updateMany({ _id: { $in: overdue.map(({ _id }) => _id) } }, { $set: { wakeAt: null } }, { session });
    await appendEvents(overdue.map((one) => caseEvent('case.overdue', one, now)), session);
  });
}

/**
 * Takes the person out of their cases, inside the caller's transaction: every text goes; when a case was opened and closed
 * stays, under `erasedId`. There is nobody left to answer, so an open one ends; it does not count as closed.
 */
export async function eraseCases(app: App, accountId: string, members: Case[], { erasedId, session }: { erasedId: string; session: ClientSession }): Promise<void> {
  await cases.of(accountId).bulkWrite(members.map(({ _id, turns, closedAt }): Write => ({
    filter: { _id },
    update: { $set: {
      customerId: erasedId, status: 'closed', closedAt: closedAt ?? app.now(), wakeAt: null, rootCause: null, outcome: null, notes: [],
      turns: turns.map((turn) => ({ ...turn, outcome: null })),
    } },
  })), { session });
}
