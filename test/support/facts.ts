/** Facts, answers and asks as tests put them there: through the services where there are some, else as they are stored. */
import type { App } from '../../src/app.ts';
import type { FactKind, FactRow, FactValues } from '../../src/domain/facts.ts';
import { categorize } from '../../src/domain/score.ts';
import { defaultScale, defaultThresholds, type Metric } from '../../src/domain/metric.ts';
import { appendEvents } from '../../src/features/events/events.service.ts';
import { storeFacts } from '../../src/features/facts/facts.service.ts';
import { inTransaction } from '../../src/platform/mongo.ts';
import { stored } from './spine.ts';

/** One row of a file. Rows of one kind and owner need different keys, else they correct each other. */
export function fact<Kind extends FactKind>(kind: Kind, owner: string | null, key: string, values: FactValues[Kind]): FactRow {
  return { kind, owner, key, values } as unknown as FactRow;
}

export const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

export function started(owner: string, startedOn: string, properties: Record<string, string> = {}): FactRow {
  return fact('customers', owner, owner, { startedOn, email: null, name: null, locale: null, timeZone: null, properties });
}

export function left(owner: string, date: string, type: FactValues['churn']['type'] = 'full'): FactRow {
  return fact('churn', owner, `${date}${type}`, { date, type, reason: null, amount: null });
}

export function pays(owner: string, startsOn: string, endsOn: string, amount: { amountMinor: number; currency: string }, more: Partial<FactValues['revenue']> = {}): FactRow {
  const values = { invoiceId: null, subscriptionId: null, type: 'recurring' as const, startsOn, endsOn, amount, ...more };
  return fact('revenue', owner, JSON.stringify(values), values);
}

export function worth(owner: string, asOf: string, value: { amountMinor: number; currency: string }): FactRow {
  return fact('lifetime-values', owner, asOf + value.currency, { asOf, value, method: null });
}

let imports = 0;

/** Stores rows as one batch of an import of its own, with the event that an import leaves. @returns the import's id */
export async function imported(app: App, accountId: string, rows: FactRow[]): Promise<string> {
  const importId = `import-${(imports += 1)}`;
  for (let start = 0; start < rows.length; start += 1000) {
    await inTransaction(async (session) => {
      const { touched } = await storeFacts(accountId, rows.slice(start, start + 1000), { at: app.now(), importId, session });
      await appendEvents([{ accountId, type: 'facts.changed', at: app.now(), subject: { importId }, touched: { owners: touched, customerIds: [] } }], session);
    });
  }
  return importId;
}

export async function customer(accountId: string, externalId: string): Promise<string> {
  const _id = `cus-${externalId}-${accountId}`;
  await stored('customers').insertOne({ _id, accountId, externalId, email: null, emailKey: null, name: null, locale: null, timeZone: null, properties: {}, createdAt: new Date(), updatedAt: new Date(), decisions: 0 } as never);
  return _id;
}

let rows = 0;

export interface AnswerValues {
  customerId: string;
  day: string;
  score: number;
  touchpoint?: string;
  metric?: Metric;
  askedOn?: string | null;
  segments?: Record<string, string>;
  recordedAt?: Date;
}

/** A stored answer, at noon UTC of its day. */
export function anAnswer(accountId: string, { customerId, day, score, touchpoint = 'checkout', metric = 'nps', askedOn = null, segments = {}, recordedAt }: AnswerValues) {
  const scale = defaultScale(metric);
  const thresholds = defaultThresholds(metric, scale) ?? { low: 0, high: 0 };
  // Answers of one day keep the order they were made in.
  const respondedAt = new Date(Date.parse(`${day}T12:00:00Z`) + (rows += 1));
  return {
    _id: `answer-${String(rows).padStart(9, '0')}`, accountId, surveyId: 'survey', surveyKey: 'survey', version: 1, metric, scale, thresholds, touchpoint, customerId, channel: 'email',
    language: 'en', segments, score, category: categorize(metric, thresholds, score), comment: null, respondedAt, respondedOn: day, sentOn: askedOn, updatedAt: respondedAt,
    sender: null, revisions: [], excluded: null, ...(recordedAt ? { recordedAt } : {}),
  };
}

export interface AskValues {
  customerId: string;
  sentOn: string;
  endedOn: string;
  end?: 'silent' | 'bounced' | 'unsubscribed';
  touchpoint?: string;
  surveyId: string;
}

/** A stored ask that ended without an answer. */
export function anAsk(accountId: string, { customerId, sentOn, endedOn, end = 'silent', touchpoint = 'checkout', surveyId }: AskValues) {
  const at = (day: string): Date => new Date(`${day}T12:00:00Z`);
  const status = end === 'bounced' ? 'bounced' : 'expired';
  const history = end === 'silent' ? [] : [{ status, at: at(endedOn), ...(end === 'unsubscribed' ? { reason: 'unsubscribed' } : {}) }];
  const expiresAt = end === 'silent' ? at(endedOn) : new Date(at(endedOn).getTime() + 86_400_000);
  return {
    _id: `ask-${String((rows += 1)).padStart(9, '0')}`, accountId, surveyId, surveyKey: 'nps', version: 1, metric: 'nps', touchpoint, channel: 'email', customerId, status, phase: 'closed', sentAt: at(sentOn), sentOn,
    expiresAt, respondedAt: null, segments: {}, history, createdAt: at(sentOn), wakeAt: null,
  };
}

export async function put(collection: string, documents: { _id: string }[]): Promise<void> {
  if (documents.length > 0) await stored(collection).insertMany(documents as never);
}

/** Reads a report through the API; fails with the answer unless it is a 200. */
export async function getReport<Report>(url: string, key: string, path: string, query: Record<string, string> = {}): Promise<Report> {
  const response = await fetch(`${url}/api/v1/reports/${path}?${new URLSearchParams(query).toString()}`, { headers: { Authorization: `Bearer ${key}` } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text) as Report;
}
