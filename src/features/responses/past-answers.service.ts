/** Answers given elsewhere, imported: counted like any other by their day, in no response rate, and no occasion to write to anybody. */
import type { App } from '../../app.ts';
import type { RowOutcome } from '../../domain/facts.ts';
import { dayOf } from '../../domain/period.ts';
import { reverseChanges, rollupChanges, type RollupChange } from '../../domain/rollup.ts';
import { categorize } from '../../domain/score.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { requireAccount, type Account } from '../accounts/accounts.service.ts';
import type { Customer } from '../customers/customers.service.ts';
import { pastInvitation, pastInvitationId, pastInvitationsById, storeAnsweredAsks } from '../invitations/past-invitations.service.ts';
import type { Invitation } from '../invitations/invitations.service.ts';
import { applyRollupChanges } from '../rollups/rollups.service.ts';
import type { Survey } from '../surveys/surveys.service.ts';
import { subjectOf } from './answer-changes.ts';
import { responses, type Response } from './response.model.ts';

export interface PastAnswer {
  responseId: string;
  invitationId: string | null;
  survey: Survey;
  customer: Customer;
  score: number;
  answeredAt: Date;
  comment: string | null;
}

/** Stores past answers inside the caller's transaction, with the counts they change; a corrected row revises the older one. */
export async function storePastAnswers(app: App, account: Account, answers: PastAnswer[], { importId, session }: { importId: string; session: ClientSession }): Promise<RowOutcome[]> {
  const ids = answers.map((answer) => pastInvitationId(account._id, answer));
  const known = new Map((await responses.of(account._id).find({ _id: { $in: ids } }, { session })).map((response) => [response._id, response]));
  const invited = await pastInvitationsById(account._id, ids, session);
  const changes: RollupChange[] = [];
  const made: Invitation[] = [];
  const fresh = new Map<string, Response>();
  const revised = new Map<string, Response>();
  const outcomes = answers.map((answer, index): RowOutcome => {
    const _id = ids[index] ?? '';
    const before = fresh.get(_id) ?? revised.get(_id) ?? known.get(_id);
    const ask = invited.get(_id);
    if (!before && !ask) made.push(invitationFor(app, account, answer, { _id, importId }));
    const after = responseFor(app, account, answer, { _id, importId, ask: ask ?? made.find((invitation) => invitation._id === _id) });
    if (!before) {
      fresh.set(_id, after);
      changes.push(...countedAs(after));
      return 'accepted';
    }
    if (before.score === after.score && before.comment === after.comment && before.respondedAt.getTime() === after.respondedAt.getTime()) return 'unchanged';
    const merged: Response = {
      ...after,
      segments: before.segments,
      ...(before.importId === undefined ? {} : { importId: before.importId }),
      excluded: before.excluded,
      revisions: [...before.revisions, { score: before.score, comment: before.comment, until: app.now(), importId, respondedAt: before.respondedAt }],
    };
    if (!before.excluded) changes.push(...reverseChanges(countedAs(before)), ...countedAs(merged));
    (fresh.has(_id) ? fresh : revised).set(_id, merged);
    return 'updated';
  });
  await storeAnsweredAsks(account._id, {
    made,
    answered: [...fresh.values()].filter(({ _id }) => invited.has(_id)).map(({ _id, respondedAt }) => ({ _id, respondedAt })),
  }, session);
  await responses.of(account._id).bulkWrite([...[...fresh.values()].map((insert): Write => ({ insert })), ...[...revised.values()].map(replaceWrite)], { session });
  await applyRollupChanges(changes, session);
  return outcomes;
}

function replaceWrite({ _id, score, category, comment, respondedAt, respondedOn, updatedAt, revisions }: Response): Write {
  return { filter: { _id }, update: { $set: { score, category, comment, respondedAt, respondedOn, updatedAt, revisions } } };
}

function countedAs(response: Response): RollupChange[] {
  const { score, respondedOn, sentOn } = response;
  return rollupChanges({ kind: 'response-recorded', subject: subjectOf(response), score, respondedOn, sentOn });
}

function invitationFor(app: App, account: Account, answer: PastAnswer, { _id, importId }: { _id: string; importId: string }): Invitation {
  const { survey, customer, answeredAt } = answer;
  return pastInvitation(app, account, {
    _id, importId, customer, touchpoint: survey.touchpoint, metric: survey.content.metric, survey: { id: survey._id, key: survey.key, version: survey.version },
    sentAt: answeredAt, expiresAt: answeredAt, respondedAt: answeredAt, status: 'responded',
  });
}

function responseFor(app: App, account: Account, answer: PastAnswer, { _id, importId, ask }: { _id: string; importId: string; ask: Invitation | undefined }): Response {
  const { survey, customer, score, comment, answeredAt } = answer;
  const { metric, scale, thresholds } = survey.content;
  return {
    _id, accountId: account._id, surveyId: survey._id, surveyKey: survey.key, version: survey.version, metric, scale, thresholds, touchpoint: survey.touchpoint,
    customerId: customer._id,
    channel: 'import',
    language: ask?.language ?? account.languages[0] ?? 'en',
    segments: ask?.segments ?? {},
    score, comment,
    category: categorize(metric, thresholds, score),
    respondedAt: answeredAt,
    respondedOn: dayOf(answeredAt, account.timeZone),
    sentOn: null,
    updatedAt: answeredAt,
    sender: null,
    revisions: [],
    excluded: null,
    recordedAt: app.now(),
    importId,
  };
}

/** Takes back what an import did to at most `limit` answers: those it brought go, those it corrected are as they were. */
export async function undoPastAnswers(accountId: string, importId: string, { limit, session }: { limit: number; session: ClientSession }): Promise<{ customerIds: string[]; isDone: boolean }> {
  const scope = responses.of(accountId);
  const { timeZone } = await requireAccount(accountId);
  const corrected = await scope.find({ 'revisions.importId': importId }, { limit, session });
  const brought = await scope.find({ importId }, { limit, session });
  const changes: RollupChange[] = [];
  const gone = new Set(brought.map(({ _id }) => _id));
  const writes = corrected.filter(({ _id }) => !gone.has(_id)).map((response): Write => {
    const place = response.revisions.findIndex((revision) => revision.importId === importId);
    const before = response.revisions[place];
    const isLatest = place === response.revisions.length - 1;
    const revisions = response.revisions.filter((_, index) => index !== place);
    if (!before || !isLatest) return { filter: { _id: response._id }, update: { $set: { revisions } } };
    const respondedAt = before.respondedAt ?? response.respondedAt;
    const restored: Response = { ...response, score: before.score, comment: before.comment, respondedAt, respondedOn: dayOf(respondedAt, timeZone), category: categorize(response.metric, response.thresholds, before.score), revisions };
    if (!response.excluded) changes.push(...reverseChanges(countedAs(response)), ...countedAs(restored));
    return replaceWrite(restored);
  });
  for (const response of brought) if (!response.excluded) changes.push(...reverseChanges(countedAs(response)));
  await scope.bulkWrite(writes, { session });
  await scope.deleteMany({ _id: { $in: [...gone] } }, { session });
  await applyRollupChanges(changes, session);
  return { customerIds: [...corrected, ...brought].map(({ customerId }) => customerId), isDone: corrected.length < limit && brought.length < limit };
}

/** Which of these invitations have an answer. */
export async function answeredAmong(accountId: string, ids: string[], session: ClientSession): Promise<Set<string>> {
  return new Set((await responses.of(accountId).find({ _id: { $in: ids } }, { session, projection: { _id: 1 } })).map(({ _id }) => _id));
}
