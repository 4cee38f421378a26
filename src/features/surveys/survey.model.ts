import type { Protection, SendingPolicy, SurveyVersion } from '../../domain/survey.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** What may change without a new version. */
export interface SurveySettings {
  policy: SendingPolicy;
  protection: Protection;
  onAmbiguous: 'hold' | 'resend';
  /** Tell the account's people about an answer in the bottom category. */
  alertOnLow: boolean;
  /** Open a case for such an answer, and how long after that it is due; as `caseTerms` says in surveys older than cases. */
  openCases?: boolean;
  caseDueAfter?: string;
  /** Send the respondent a mail of thanks. */
  thankCustomer: boolean;
}

export interface Survey extends Owned, SurveySettings {
  key: string;
  touchpoint: string;
  /** Number of the current version, from 1. */
  version: number;
  content: SurveyVersion;
  createdAt: Date;
  updatedAt: Date;
}

/** One immutable wording; `_id` = survey id and number. */
export interface StoredVersion extends Owned {
  surveyId: string;
  version: number;
  content: SurveyVersion;
  createdAt: Date;
}

export const surveys = defineCollection<Survey>('surveys', new Schema({
  _id: String,
  accountId: String,
  key: String,
  touchpoint: String,
  version: Number,
  content: Schema.Types.Mixed,
  policy: Schema.Types.Mixed,
  protection: String,
  onAmbiguous: String,
  alertOnLow: Boolean,
  openCases: Boolean,
  caseDueAfter: String,
  thankCustomer: Boolean,
  createdAt: Date,
  updatedAt: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, key: 1 }));

export const surveyVersions = defineCollection<StoredVersion>('surveyVersions', new Schema({
  _id: String, accountId: String, surveyId: String, version: Number, content: Schema.Types.Mixed, createdAt: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, surveyId: 1, version: 1 }));
