/**
 * Export files of other products, as their documentation names the fields. Columns that only one of them has tell which it is.
 * Their files name no scale: that of their NPS question is 0–10, and of the others the usual one of the metric.
 */
import type { ImportKind } from './import-kinds.ts';

export const PRESET_NAMES = ['delighted', 'retently', 'asknicely', 'wootric'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export interface Preset {
  kind: ImportKind;
  /** Each a set of columns that together are found in this product's files only. */
  marks: readonly (readonly string[])[];
  /** Names by column, the surest first. */
  columns: Readonly<Record<string, readonly string[]>>;
  /** What its files leave unsaid. */
  defaults: Readonly<Record<string, string>>;
}

const SCALE = { metric: 'nps', scaleMin: 'default', scaleMax: 'default' };

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  delighted: {
    kind: 'responses',
    marks: [['permalink', 'score'], ['response permalink', 'score'], ['delighted source', 'score'], ['survey_type', 'person']],
    columns: {
      responseId: ['id', 'response id', 'survey response id', 'permalink', 'response permalink'],
      customerId: ['person', 'person id', 'customer id'], email: ['email', 'person email', 'email address'],
      metric: ['survey_type', 'survey type'], score: ['score'], comment: ['comment'], answeredAt: ['created_at', 'response date', 'responded at', 'response time', 'date', 'time'], touchpoint: ['touchpoint', 'delighted link name', 'project'],
    },
    defaults: { ...SCALE, touchpoint: 'delighted' },
  },
  retently: {
    kind: 'responses',
    marks: [['campaignName', 'createdDate'], ['campaignId', 'score'], ['ratingCategory', 'score'], ['campaign name', 'feedback', 'score', 'response id']],
    columns: {
      responseId: ['id', 'response id', 'feedback id'], customerId: ['customerId', 'customer id'], email: ['email', 'customer email', 'email address'], touchpoint: ['campaignName', 'campaign name', 'campaign'],
      metric: ['metricsType', 'metric', 'survey type'], score: ['score', 'rating'], comment: ['comments', 'feedback', 'comment'], answeredAt: ['createdDate', 'date', 'response date', 'created at', 'responded at'],
    },
    defaults: { ...SCALE, touchpoint: 'retently' },
  },
  asknicely: {
    kind: 'responses',
    marks: [['answer', 'question_type'], ['answer', 'answerlabel'], ['response_id', 'answer', 'responded'], ['dontcontact', 'answer']],
    columns: {
      responseId: ['response_id'], customerId: ['customer_id', 'person_id', 'contact_id'], email: ['email'], touchpoint: ['survey_template', 'touchpoint', 'segment'],
      metric: ['question_type'], score: ['answer'], comment: ['comment'], answeredAt: ['responded', 'responded_at', 'response date'],
    },
    defaults: { ...SCALE, touchpoint: 'asknicely' },
  },
  wootric: {
    kind: 'responses',
    marks: [['excluded_from_calculations', 'score'], ['origin_url', 'score'], ['end_user_id', 'score'], ['end user email', 'score']],
    columns: {
      responseId: ['id', 'response id'], customerId: ['external_id', 'end_user_id', 'end_user.id', 'end user id'], email: ['email', 'end_user_email', 'end_user.email', 'end user email'], touchpoint: ['touchpoint', 'campaign'],
      metric: ['survey_type', 'survey type', 'metric'], score: ['score'], comment: ['text', 'feedback', 'comment'], answeredAt: ['created_at', 'response date', 'date'],
    },
    defaults: { ...SCALE, touchpoint: 'wootric' },
  },
};
