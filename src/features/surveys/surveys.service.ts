import { isDeepStrictEqual } from 'node:util';
import type { App } from '../../app.ts';
import { caseTerms } from '../../domain/follow-up-rules.ts';
import type { SurveyVersion } from '../../domain/survey.ts';
import { createCache } from '../../platform/cache.ts';
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { hashId } from '../../platform/token.ts';
import { findTouchpoint } from '../touchpoints/touchpoints.service.ts';
import { surveys, surveyVersions, type StoredVersion, type Survey, type SurveySettings } from './survey.model.ts';

export type { StoredVersion, Survey, SurveySettings } from './survey.model.ts';

/** A complete definition, defaults filled in (see survey-input.ts). */
export interface SurveyDefinition extends SurveySettings {
  touchpoint: string;
  content: SurveyVersion;
}

const versionId = (surveyId: string, version: number): string => `${surveyId}:${version}`;

/** Versions never change, so they may be kept for ever; surveys are a second old at most. */
const cachedVersions = createCache((id) => surveyVersions.everyAccount.findOne({ _id: id }), { seconds: Infinity, maxEntries: 2000 });
const cachedSurveys = createCache(currentSurveysOf, { seconds: 1 });

/**
 * Creates or changes a survey; the same call twice is the same as once. A change of metric, wording, scale or thresholds
 * makes the next version, so that answers keep the one they were given to.
 * @throws Invalid for an unknown touchpoint, Conflict when two changes cross
 */
export async function putSurvey(app: App, accountId: string, key: string, definition: SurveyDefinition): Promise<Survey> {
  if (!(await findTouchpoint(accountId, definition.touchpoint))) {
    throw new Invalid([{ pointer: '/touchpoint', detail: `there is no touchpoint "${definition.touchpoint}"; create it with PUT /api/v1/touchpoints/${definition.touchpoint}` }]);
  }
  const id = hashId('survey', accountId, key);
  const now = app.now();
  const before = await inTransaction(async (session) => {
    const known = await surveys.of(accountId).findOne({ _id: id }, { session });
    const isNewVersion = !known || !isDeepStrictEqual(known.content, definition.content);
    const version = (known?.version ?? 0) + (isNewVersion ? 1 : 0);
    if (isNewVersion) {
      await surveyVersions.of(accountId).insertMany([{ _id: versionId(id, version), surveyId: id, version, content: definition.content, createdAt: now }], { session });
    }
    if (!known) {
      await surveys.of(accountId).insertMany([{ _id: id, key, version, createdAt: now, updatedAt: now, ...definition }], { session });
      return null;
    }
    const matched = await surveys.of(accountId).updateOne({ _id: id, version: known.version }, { $set: { ...definition, version, updatedAt: now } }, { session });
    if (matched === 0) throw new Conflict('The survey was changed at the same time; send the change again.', 1);
    return known;
  });
  noteChange({ action: 'surveys.saved', subject: key, before: before && fieldsOf(before), after: fieldsOf(definition) });
  cachedSurveys.forget(accountId);
  return requireSurvey(accountId, key);
}

/** Writes down in each survey that says nothing about cases what is read into that. */
export async function settleCaseTerms(): Promise<void> {
  for await (const silent of surveys.everyAccount.batches({ caseDueAfter: null })) {
    await surveys.everyAccount.bulkWrite(silent.map((survey) => ({ filter: { _id: survey._id, caseDueAfter: null }, update: { $set: caseTerms(survey) } })));
  }
}

/** Pauses or resumes a survey, and changes nothing else about it. */
export async function setStatus(app: App, { accountId, _id }: Survey, status: SurveySettings['policy']['status']): Promise<void> {
  await surveys.of(accountId).updateOne({ _id, 'policy.status': { $ne: status } }, { $set: { 'policy.status': status, updatedAt: app.now() } });
  cachedSurveys.forget(accountId);
}

/** What a survey is, flat enough to show which of it changed. */
function fieldsOf({ content, policy, touchpoint, protection, onAmbiguous, alertOnLow, openCases, caseDueAfter, thankCustomer }: SurveyDefinition): Record<string, unknown> {
  return { ...content, ...policy, touchpoint, protection, onAmbiguous, alertOnLow, openCases, caseDueAfter, thankCustomer };
}

export async function findSurvey(accountId: string, key: string): Promise<Survey | null> {
  return surveys.of(accountId).findOne({ _id: hashId('survey', accountId, key) });
}

/** @throws NotFound */
export async function requireSurvey(accountId: string, key: string): Promise<Survey> {
  const survey = await findSurvey(accountId, key);
  if (!survey) throw new NotFound(`There is no survey "${key}".`);
  return survey;
}

/** All surveys of an account as they are now. */
export async function listSurveys(accountId: string): Promise<Survey[]> {
  return surveys.of(accountId).find({});
}

/** All surveys of an account as they are now: what a decision goes by, or a survey made a moment ago would be overlooked. */
export async function currentSurveysOf(accountId: string): Promise<Survey[]> {
  return surveys.of(accountId).find({});
}

/** All surveys of an account, at most a second old: every batch of mails and every page asks. */
export async function surveysOf(accountId: string): Promise<Survey[]> {
  return cachedSurveys.get(accountId);
}

export async function listVersions(accountId: string, key: string): Promise<StoredVersion[]> {
  const survey = await requireSurvey(accountId, key);
  return surveyVersions.of(accountId).find({ surveyId: survey._id }, { sort: { version: 1 } });
}

/** The wording an invitation or an answer belongs to. @throws when it does not exist, which would be a broken reference */
export async function requireVersion(surveyId: string, version: number): Promise<SurveyVersion> {
  const stored = await findStoredVersion(surveyId, version);
  if (!stored) throw new Error(`survey ${surveyId} has no version ${version}`);
  return stored.content;
}

/** By a reference in a link, so across accounts. */
export async function findStoredVersion(surveyId: string, version: number): Promise<StoredVersion | null> {
  return cachedVersions.get(versionId(surveyId, version));
}
