/** Files about asks and answers made elsewhere. */
import { remark } from '../../../domain/import-remark.ts';
import { defaultScale, defaultThresholds, METRICS, scaleName, supportedScales, type Metric, type Scale } from '../../../domain/metric.ts';
import { kindOf, optional, required, type Refusal } from '../row-reader.ts';
import { PAST_STATUSES } from '../past-rows.ts';
import { readDay, readInstant } from '../values/dates.ts';
import { readWhole } from '../values/numbers.ts';
import { found, type Reader } from '../values/reading.ts';
import { oneOf, readAddress, readId, readTouchpoint, text } from '../values/texts.ts';

const WHO = ['customerId', 'email'] as const;

function nobody(customerId: string | null, email: string | null): Refusal[] {
  if (customerId !== null || email !== null) return [];
  return [{ column: 'customerId', ...remark('nobody', 'who') }];
}

const readStatus = oneOf(PAST_STATUSES, {
  sent: ['delivered', 'opened', 'clicked', 'queued', 'ارسال شده', 'أرسلت', 'wysłane', 'wysłana', 'wysłano'],
  responded: ['answered', 'completed', 'scored', 'replied', 'پاسخ داده', 'أجاب', 'odpowiedź', 'odpowiedziano'],
  expired: ['no answer', 'ignored', 'unanswered', 'not responded', 'منقضی', 'بی پاسخ', 'منتهية', 'بدون رد', 'wygasłe', 'wygasła', 'bez odpowiedzi'],
  bounced: ['bounce', 'hard bounce', 'undelivered', 'undeliverable', 'برگشتی', 'مرتد', 'odbite', 'niedostarczone'],
  unsubscribed: ['unsubscribe', 'opted out', 'لغو اشتراک', 'إلغاء الاشتراك', 'wypisany', 'rezygnacja'],
  failed: ['error', 'خطا', 'فشل', 'błąd'],
  cancelled: ['canceled', 'skipped', 'لغو شده', 'ملغاة', 'anulowane'],
});

/** Key: invitationId. */
export const invitations = kindOf(
  { invitationId: required(readId), customerId: optional(readId), email: optional(readAddress), touchpoint: required(readTouchpoint), sentAt: required(readInstant), expiresOn: optional(readDay), status: required(readStatus) },
  (values) => {
    const unknown = nobody(values.customerId, values.email);
    return unknown.length > 0 ? unknown : { kind: 'invitations', key: values.invitationId, ...values };
  },
  { oneOf: WHO },
);

const readMetric = oneOf(METRICS, {
  nps: ['net promoter score', 'enps', 'nps 0-10', 'nps2'],
  csat: ['css', 'customer satisfaction', 'satisfaction', '5star', 'stars5', 'star', 'stars', 'smileys', 'thumbs', 'رضایت', 'رضا', 'satysfakcja', 'zadowolenie'],
  ces: ['customer effort score', 'effort', 'تلاش', 'جهد', 'wysiłek'],
});

/** An end of a scale; `default` is that of the metric's usual scale. */
const readScaleEnd: Reader<number | 'default'> = (cell, context) => (cell === 'default' ? found('default' as const) : readWhole(cell, context));

/** Key: responseId. */
export const responses = kindOf(
  {
    responseId: required(readId), invitationId: optional(readId), customerId: optional(readId), email: optional(readAddress), touchpoint: required(readTouchpoint), metric: required(readMetric),
    scaleMin: required(readScaleEnd), scaleMax: required(readScaleEnd), score: required(readWhole), answeredAt: required(readInstant), comment: optional(text(10_000, { lines: true })),
  },
  ({ scaleMin, scaleMax, ...values }) => {
    const usual = defaultScale(values.metric);
    const scale = { min: scaleMin === 'default' ? usual.min : scaleMin, max: scaleMax === 'default' ? usual.max : scaleMax };
    const refusals = [...nobody(values.customerId, values.email), ...offScale(values.metric, scale, values.score)];
    return refusals.length > 0 ? refusals : { kind: 'responses', key: values.responseId, ...values, scale };
  },
  { oneOf: WHO },
);

function offScale(metric: Metric, scale: Scale, score: number): Refusal[] {
  if (defaultThresholds(metric, scale) === null) return [{ column: 'scaleMax', ...remark({ code: 'no-such-scale', about: { scale: scaleName(scale), metric: metric.toUpperCase() } }, { code: 'scales', about: { list: supportedScales(metric).join(', ') } }) }];
  if (score < scale.min || score > scale.max) return [{ column: 'score', ...remark({ code: 'off-scale', about: { scale: scaleName(scale) } }, { code: 'range', about: { min: scale.min, max: scale.max } }) }];
  return [];
}
