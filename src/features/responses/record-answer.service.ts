/** Answers given elsewhere than on the survey page: in an app, on a widget, on paper, in the past. */
import type { App } from '../../app.ts';
import { dayOf } from '../../domain/period.ts';
import { rollupChanges } from '../../domain/rollup.ts';
import { categorize } from '../../domain/score.ts';
import { openFollowUps, refreshOutcomes } from '../../jobs.ts';
import { countAnswers } from '../../metrics.ts';
import { Invalid } from '../../platform/errors.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { hashId, randomId } from '../../platform/token.ts';
import { requireAccount, type Account } from '../accounts/accounts.service.ts';
import { withCustomer, type Identity } from '../customers/customers.service.ts';
import { appendEvents } from '../events/events.service.ts';
import { findInteraction } from '../interactions/interactions.queries.ts';
import { API_SOURCE, interactionId } from '../interactions/interactions.service.ts';
import { channelInvitation, storeInvitation, withdrawAnsweredElsewhere, type ChannelAsk } from '../invitations/channel-invitations.service.ts';
import type { Invitation } from '../invitations/invitations.service.ts';
import { applyRollupChanges } from '../rollups/rollups.service.ts';
import { findSurvey, type Survey } from '../surveys/surveys.service.ts';
import { subjectOf } from './answer-changes.ts';
import { responses, type Response } from './response.model.ts';
import { concernedBy, ringFor } from './responses.service.ts';

export interface GivenAnswer {
  /** The sender's own id: the same id is the same answer. Without it, the survey and the interaction are. */
  id: string | null;
  survey: string;
  customer: Identity;
  score: number;
  comment: string | null;
  respondedAt: Date;
  /** The sender's id of the interaction it is about, reported or not. */
  interaction: string | null;
  properties: Record<string, unknown>;
  channel: ChannelAsk['channel'];
}

/**
 * Records an answer with an invitation of its own, the counts it changes and its event, in one transaction. What was
 * recorded under the same id before is answered as it is.
 * @throws Invalid for an unknown survey and a score that is not on its scale
 */
export async function recordAnswer(app: App, accountId: string, answer: GivenAnswer): Promise<{ response: Response; isNew: boolean }> {
  const survey = await findSurvey(accountId, answer.survey);
  if (!survey) throw new Invalid([{ pointer: '/survey', detail: `there is no survey "${answer.survey}"` }]);
  const { scale } = survey.content;
  if (answer.score < scale.min || answer.score > scale.max) throw new Invalid([{ pointer: '/score', detail: `must be from ${scale.min} to ${scale.max}, the scale of "${answer.survey}"` }]);
  const about = answer.interaction === null ? null : interactionId(accountId, API_SOURCE, answer.interaction);
  const _id = answerId(accountId, survey, answer.id, about);
  const known = await responses.of(accountId).findOne({ _id });
  if (known) return { response: known, isNew: false };
  const [account, interaction] = await Promise.all([requireAccount(accountId), about === null ? null : findInteraction(accountId, about)]);
  const properties = { ...interaction?.properties, ...answer.properties };

  const recorded = await withCustomer(app, accountId, answer.customer, async (customer, session) => {
    const before = await responses.of(accountId).findOne({ _id }, { session });
    if (before) return { response: before, isNew: false };
    const invitation = channelInvitation(app, { _id, channel: answer.channel, account, survey, customer, interactionId: about, properties, at: answer.respondedAt, status: 'responded' });
    if (about !== null) await withdrawAnsweredElsewhere(app, survey, about, session);
    const response = responseOf(invitation, answer, { account, survey, now: app.now() });
    await store(invitation, response, session);
    return { response, isNew: true };
  });
  if (recorded.isNew) {
    countAnswers({ outcome: 'recorded' });
    await Promise.all([
      ringFor(app, new Set(concernedBy(recorded.response))),
      app.enqueue(openFollowUps, {}, { once: 'open' }),
      app.enqueue(refreshOutcomes, {}, { once: 'outcomes' }),
    ]);
  }
  return recorded;
}

function answerId(accountId: string, survey: Survey, id: string | null, about: string | null): string {
  if (id !== null) return hashId('given-answer', accountId, id);
  return about === null ? randomId('answer') : hashId('given-answer-about', survey._id, about);
}

function responseOf(invitation: Invitation, { score, comment, respondedAt }: GivenAnswer, { account, survey, now }: { account: Account; survey: Survey; now: Date }): Response {
  const { _id, accountId, surveyId, surveyKey, version, metric, touchpoint, customerId, channel, language, segments } = invitation;
  const { scale, thresholds } = survey.content;
  return {
    _id, accountId, surveyId, surveyKey, version, metric, scale, thresholds, touchpoint, customerId, channel, language, segments,
    score,
    category: categorize(metric, thresholds, score),
    comment,
    respondedAt,
    respondedOn: dayOf(respondedAt, account.timeZone),
    sentOn: null,
    updatedAt: now,
    sender: null,
    revisions: [],
    excluded: null,
    recordedAt: now,
  };
}

async function store(invitation: Invitation, response: Response, session: ClientSession): Promise<void> {
  const { accountId, score, respondedOn, sentOn, customerId, _id: responseId, updatedAt } = response;
  await storeInvitation(invitation, session);
  await responses.everyAccount.insertMany([response], { session });
  await applyRollupChanges(rollupChanges({ kind: 'response-recorded', subject: subjectOf(response), score, respondedOn, sentOn }), session);
  await appendEvents([{ accountId, type: 'response.recorded', at: updatedAt, subject: { responseId, customerId }, also: concernedBy(response) }], session);
}
