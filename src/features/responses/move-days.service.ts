/**
 * Moves asks and answers to the local days of the account's present zone, a batch at a time: days and month documents of a batch
 * change in one transaction, so what is stored always adds up, and whoever was interrupted goes on where something is left to move.
 */
import { dayOf } from '../../domain/period.ts';
import { reverseChanges, rollupChanges, type RollupChange } from '../../domain/rollup.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { mailedAsks, mailedAsksById, sentInstants, writeSentDays, type MailedAsk } from '../invitations/sent-days.service.ts';
import { applyRollupChanges } from '../rollups/rollups.service.ts';
import { requireVersion } from '../surveys/surveys.service.ts';
import { answerChanges } from './answer-changes.ts';
import { responses, type Response } from './response.model.ts';

/** @returns how many were moved */
export type MoveDays = (accountId: string, timeZone: string, onSeen: (seen: number) => Promise<void>) => Promise<number>;

export const moveAsks: MoveDays = async (accountId, timeZone, onSeen) => {
  let [seen, moved] = [0, 0];
  for await (const batch of mailedAsks(accountId)) {
    const ids = batch.filter(({ sentAt, sentOn }) => sentAt !== null && sentOn !== dayOf(sentAt, timeZone)).map(({ _id }) => _id);
    moved += ids.length === 0 ? 0 : await inTransaction((session) => moveAsksById(accountId, ids, timeZone, session));
    await onSeen(seen += batch.length);
  }
  return moved;
};

async function moveAsksById(accountId: string, ids: string[], timeZone: string, session: ClientSession): Promise<number> {
  const days: { _id: string; sentOn: string }[] = [];
  const changes: RollupChange[] = [];
  for (const ask of await mailedAsksById(accountId, ids, session)) {
    const sentOn = ask.sentAt === null ? ask.sentOn : dayOf(ask.sentAt, timeZone);
    if (sentOn === null || sentOn === ask.sentOn) continue;
    days.push({ _id: ask._id, sentOn });
    changes.push(...reverseChanges(await askChanges(ask)), ...await askChanges({ ...ask, sentOn }));
  }
  await writeSentDays(accountId, days, session);
  await applyRollupChanges(changes, session);
  return days.length;
}

/** What month documents hold of an ask; nothing of one that did not go out by mail. */
export async function askChanges({ accountId, surveyId, surveyKey, version, touchpoint, segments, sentOn, history, channel }: Omit<MailedAsk, '_id' | 'sentAt'>): Promise<RollupChange[]> {
  if (sentOn === null || channel !== 'email') return [];
  const { metric, scale, thresholds } = await requireVersion(surveyId, version);
  const subject = { accountId, surveyId, surveyKey, version, touchpoint, segments, metric, scale, thresholds };
  // An answer after a bounce leaves it counted as bounced, and as responded.
  const isBounced = history.some(({ status }) => status === 'bounced');
  return [...rollupChanges({ kind: 'invitation-sent', subject, sentOn }), ...(isBounced ? rollupChanges({ kind: 'invitation-bounced', subject, sentOn }) : [])];
}

const DAYS = { respondedAt: 1, respondedOn: 1, sentOn: 1 } as const;

export const moveAnswers: MoveDays = async (accountId, timeZone, onSeen) => {
  let [seen, moved] = [0, 0];
  for await (const batch of responses.of(accountId).batches({}, { projection: DAYS })) {
    const sentAt = await sentInstants(accountId, batch.filter(({ sentOn }) => sentOn !== null).map(({ _id }) => _id));
    const ids = batch.filter((answer) => movedTo(answer, sentAt.get(answer._id), timeZone) !== null).map(({ _id }) => _id);
    moved += ids.length === 0 ? 0 : await inTransaction((session) => moveAnswersById(accountId, ids, timeZone, session));
    await onSeen(seen += batch.length);
  }
  return moved;
};

async function moveAnswersById(accountId: string, ids: string[], timeZone: string, session: ClientSession): Promise<number> {
  const [found, sentAt] = [await responses.of(accountId).find({ _id: { $in: ids } }, { session }), await sentInstants(accountId, ids, session)];
  const changes: RollupChange[] = [];
  const writes = found.flatMap((answer) => {
    const days = movedTo(answer, sentAt.get(answer._id), timeZone);
    if (days === null) return [];
    changes.push(...reverseChanges(answerChanges(answer)), ...answerChanges({ ...answer, ...days }));
    return [{ filter: { _id: answer._id }, update: { $set: days } }];
  });
  await responses.of(accountId).bulkWrite(writes, { session });
  await applyRollupChanges(changes, session);
  return writes.length;
}

/** Its days in the zone, `null` where it has them. */
function movedTo({ respondedAt, respondedOn, sentOn }: Pick<Response, keyof typeof DAYS>, sentAt: Date | undefined, timeZone: string): Pick<Response, 'respondedOn' | 'sentOn'> | null {
  const days = { respondedOn: dayOf(respondedAt, timeZone), sentOn: sentOn === null || sentAt === undefined ? sentOn : dayOf(sentAt, timeZone) };
  return days.respondedOn === respondedOn && days.sentOn === sentOn ? null : days;
}
