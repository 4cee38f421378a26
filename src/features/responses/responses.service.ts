import type { App } from '../../app.ts';
import { isLow } from '../../domain/follow-up-rules.ts';
import { reverseChanges, type RollupChange } from '../../domain/rollup.ts';
import { openCases, openFollowUps, refreshOutcomes, tagAnswers } from '../../jobs.ts';
import { countAnswers, waitsOf } from '../../metrics.ts';
import { NotFound } from '../../platform/errors.ts';
import { createGroupCommit, type GroupCommit } from '../../platform/group-commit.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { againWhenTaken, inTransaction, isDatabaseAway, type ClientSession } from '../../platform/mongo.ts';
import { randomId } from '../../platform/token.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { appendEvents, type Consumer, type NewEvent } from '../events/events.service.ts';
import { invitationsById, markResponded, type Invitation } from '../invitations/invitations.service.ts';
import { applyRollupChanges } from '../rollups/rollups.service.ts';
import { requireVersion } from '../surveys/surveys.service.ts';
import { answerChanges, recordingOf } from './answer-changes.ts';
import { evidence, responses, type Evidence, type Response } from './response.model.ts';
import { settleAnswer, type Answer, type Verdict } from './settle-answer.ts';

export type { Answer, Verdict } from './settle-answer.ts';
export type { Response } from './response.model.ts';

export type Outcome = Verdict | { kind: 'unknown' };

const groups = new WeakMap<App, GroupCommit<Answer, Outcome>>();

function groupOf(app: App): GroupCommit<Answer, Outcome> {
  let group = groups.get(app);
  if (!group) {
    group = createGroupCommit((answers) => recordGroup(app, answers), { maxItems: 200, onStored: waitsOf('answers') });
    groups.set(app, group);
    app.draining.add(() => groups.get(app)?.drain() ?? Promise.resolve());
  }
  return group;
}

/**
 * Records an answer once per invitation. Resolves when it is stored together with the month documents and the event it
 * changes; nobody may be thanked before.
 */
export async function recordResponse(app: App, answer: Answer): Promise<Outcome> {
  return groupOf(app).add(answer);
}

/** What becomes of an answer, or why it cannot be dealt with: then it is left out, and the others of its group are not. */
type Judged = Outcome | { kind: 'broken'; error: Error };

/** Everything a group does, whatever its size: eight commands, in one transaction. */
async function recordGroup(app: App, answers: Answer[]): Promise<(Outcome | Error)[]> {
  const ids = [...new Set(answers.map(({ invitationId }) => invitationId))];
  const { outcomes, recorded, changed, concerned } = await againWhenTaken(() => inTransaction(async (session) => {
    const [invitations, before] = [await invitationsById(ids, session), await responsesById(ids, session)];
    const settled = await settleInOrder(answers, invitations, before);
    await store(settled, session);
    const has = (kind: Judged['kind']): boolean => settled.some(({ outcome }) => outcome.kind === kind);
    return { outcomes: settled.map(({ outcome }) => outcome), recorded: has('recorded'), changed: has('recorded') || has('revised'), concerned: new Set(settled.flatMap(({ outcome }) => ('response' in outcome ? concernedBy(outcome.response) : []))) };
  }));
  for (const { kind } of outcomes) countAnswers({ outcome: kind });
  await Promise.all([
    ringFor(app, concerned),
    recorded ? app.enqueue(openFollowUps, {}, { once: 'open' }) : true,
    changed ? app.enqueue(refreshOutcomes, {}, { once: 'outcomes' }) : true,
  ]);
  return outcomes.map((outcome) => (outcome.kind === 'broken' ? outcome.error : outcome));
}

/** Whom such an answer concerns, besides those who see every answer: a low one may call for a case, a comment for tags. */
export function concernedBy({ metric, category, comment }: Pick<Response, 'metric' | 'category' | 'comment'>): Consumer[] {
  return [...(isLow(metric, category) ? ['cases' as const] : []), ...(comment === null ? [] : ['tags' as const])];
}

/** Rings for those whom an answer concerned. */
export async function ringFor(app: App, concerned: ReadonlySet<Consumer>): Promise<void> {
  await Promise.all([
    concerned.has('cases') ? app.enqueue(openCases, {}, { once: 'open-cases' }) : true,
    concerned.has('tags') ? app.enqueue(tagAnswers, {}, { once: 'tag-answers' }) : true,
  ]);
}

interface Settled {
  answer: Answer;
  invitation: Invitation | null;
  outcome: Judged;
}

/** Answers of a group about one invitation see each other, in the order they arrived. */
async function settleInOrder(answers: Answer[], invitations: Map<string, Invitation>, before: Map<string, Response>): Promise<Settled[]> {
  const current = new Map(before);
  const settled: Settled[] = [];
  for (const answer of answers) {
    const invitation = invitations.get(answer.invitationId) ?? null;
    if (!invitation) {
      settled.push({ answer, invitation, outcome: { kind: 'unknown' } });
      continue;
    }
    const outcome = await judge(answer, invitation, current.get(invitation._id) ?? null);
    if ('response' in outcome) current.set(invitation._id, outcome.response);
    settled.push({ answer, invitation, outcome });
  }
  return settled;
}

async function judge(answer: Answer, invitation: Invitation, before: Response | null): Promise<Judged> {
  try {
    const [content, account] = await Promise.all([requireVersion(invitation.surveyId, invitation.version), requireAccount(invitation.accountId)]);
    return settleAnswer(answer, { invitation, before, content, timeZone: account.timeZone });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    return { kind: 'broken', error: error as Error };
  }
}

async function store(settled: Settled[], session: ClientSession): Promise<void> {
  const latest = new Map<string, { response: Response; isNew: boolean }>();
  const changes: RollupChange[] = [];
  const news: NewEvent[] = [];
  const proofs: Evidence[] = [];
  const answered: { invitation: Invitation; response: Response }[] = [];
  for (const { answer, invitation, outcome } of settled) {
    if (!invitation || outcome.kind === 'broken' || outcome.kind === 'unknown' || outcome.kind === 'closed' || outcome.kind === 'unchanged') continue;
    const { accountId, _id: invitationId } = invitation;
    const { kind, before, response } = outcome;
    if (answer.sender) {
      const doubts = answer.doubts === undefined || answer.doubts.length === 0 ? {} : { doubts: [...answer.doubts] };
      proofs.push({ _id: randomId('ev'), accountId, invitationId, at: answer.at, score: answer.score, verdict: kind, ...doubts, sender: answer.sender, formAgeSeconds: answer.formAgeSeconds });
    }
    news.push({ accountId, type: `response.${kind}`, at: answer.at, subject: { responseId: invitationId, customerId: invitation.customerId }, also: kind === 'quarantined' ? [] : concernedBy(response) });
    if (response === before) continue;
    latest.set(invitationId, { response, isNew: before === null || latest.get(invitationId)?.isNew === true });
    if (before) changes.push(...reverseChanges(answerChanges(before)));
    changes.push(...(kind === 'recorded' ? recordingOf(response, invitation) : answerChanges(response)));
    if (kind === 'recorded') answered.push({ invitation, response });
  }
  await responses.everyAccount.bulkWrite(responseWrites([...latest.values()]), { session });
  await markResponded(answered.map(({ invitation, response }) => ({ invitation, respondedAt: response.respondedAt, sentOn: response.sentOn })), session);
  await applyRollupChanges(changes, session);
  await appendEvents(news, session);
  await evidence.everyAccount.insertMany(proofs, { session });
}

/** One command whatever the group holds: inserts beside updates would be two, so then new answers are written as upserts. */
function responseWrites(latest: { response: Response; isNew: boolean }[]): Write[] {
  const isMixed = new Set(latest.map(({ isNew }) => isNew)).size > 1;
  return latest.map(({ response, isNew }) => (!isNew ? replaceAnswer(response) : isMixed ? insertAnswer(response) : { insert: response }));
}

/** No stored answer lacks its `updatedAt`, so this never matches one: it inserts, or finds the `_id` taken as an insert would. */
function insertAnswer({ _id, accountId, ...values }: Response): Write {
  return { filter: { _id, accountId, updatedAt: null }, update: { $setOnInsert: values }, upsert: true };
}

/** What an answer in place of another, or one of a person in place of what was held back, changes; tags stay. */
function replaceAnswer({ _id, accountId, score, category, comment, respondedAt, respondedOn, sentOn, updatedAt, sender, revisions, excluded }: Response): Write {
  return { filter: { _id, accountId }, update: { $set: { score, category, comment, respondedAt, respondedOn, sentOn, updatedAt, sender, revisions, excluded }, $unset: { heldBack: 1, commentRemovedAt: 1 } } };
}

export async function responsesById(ids: string[], session?: ClientSession): Promise<Map<string, Response>> {
  const found = await responses.everyAccount.find({ _id: { $in: ids } }, { session });
  return new Map(found.map((response) => [response._id, response]));
}

/** @throws NotFound */
export async function requireResponse(accountId: string, id: string): Promise<Response> {
  const response = await responses.of(accountId).findOne({ _id: id });
  if (!response) throw new NotFound(`There is no response "${id}".`);
  return response;
}

/** What stands in the place of words that may have told of somebody who was erased. */
const ERASED_TEXT = 'erased';

/**
 * Takes the person out of their answers, inside the caller's transaction: scores stay counted under `erasedId`; comments,
 * tags, reasons people wrote down, what senders left behind and the evidence go.
 */
export async function eraseResponses(app: App, accountId: string, members: Response[], { invitationIds, erasedId, session }: { invitationIds: string[]; erasedId: string; session: ClientSession }): Promise<void> {
  await responses.of(accountId).bulkWrite(members.map(({ _id, revisions, excluded, judgements = [] }): Write => ({
    filter: { _id },
    update: {
      $set: {
        customerId: erasedId, comment: null, sender: null, revisions: revisions.map((revision) => ({ ...revision, comment: null })), updatedAt: app.now(),
        excluded: excluded && { ...excluded, reason: ERASED_TEXT },
        judgements: judgements.map((judgement) => ({ ...judgement, reason: judgement.reason && ERASED_TEXT })),
      },
      $unset: { tags: 1, untagged: 1 },
    },
  })), { session });
  await evidence.of(accountId).deleteMany({ invitationId: { $in: invitationIds } }, { session });
}
