/** Rows of a file into what they are about: facts of customers, past asks, past answers. */
import type { App } from '../../app.ts';
import type { RowOutcome } from '../../domain/facts.ts';
import type { Metric, Scale } from '../../domain/metric.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { startOfDay, addDays } from '../../domain/period.ts';
import type { Account } from '../accounts/accounts.service.ts';
import { resolveCustomers, writeCustomers, type Customer, type CustomerWrite, type Identity } from '../customers/customers.service.ts';
import { storeFacts } from '../facts/facts.service.ts';
import { storePastAsks, type PastAsk } from '../invitations/past-invitations.service.ts';
import { storePastAnswers } from '../responses/past-answers.service.ts';
import { pastSurveyKey, putPastSurvey } from '../surveys/past-surveys.service.ts';
import { surveysOf, type Survey } from '../surveys/surveys.service.ts';
import { putTouchpoint, touchpointNames } from '../touchpoints/touchpoints.service.ts';
import type { ImportRow, PastInvitation, PastResponse } from './past-rows.ts';

export interface StoredBatch {
  /** One per row, in order. */
  outcomes: (RowOutcome | 'too-many')[];
  touched: { owners: string[]; customerIds: string[] };
}

interface Context {
  app: App;
  account: Account;
  importId: string;
  session: ClientSession;
}

/** A past ask without an end is over after this long, as a new one would be. */
const DEFAULT_EXPIRY_DAYS = 30;

/** Surveys and touchpoints that past rows name; made outside the transaction, because making them twice changes nothing. */
export async function prepareSurveys(app: App, account: Account, rows: ImportRow[]): Promise<void> {
  const wanted = new Map<string, { touchpoint: string; metric: Metric; scale: Scale }>();
  for (const row of rows) {
    if (row.kind === 'responses') wanted.set(pastSurveyKey(row), row);
    if (row.kind === 'invitations') wanted.set(`touchpoint:${row.touchpoint}`, { touchpoint: row.touchpoint, metric: 'nps', scale: { min: 0, max: 10 } });
  }
  if (wanted.size === 0) return;
  const [names, surveys] = await Promise.all([touchpointNames(account._id), surveysOf(account._id)]);
  const known = new Set(surveys.map(({ key }) => key));
  const made = new Set(names.keys());
  for (const [key, { touchpoint, metric, scale }] of wanted) {
    if (!made.has(touchpoint)) await putTouchpoint(app, account._id, touchpoint, { name: touchpoint });
    made.add(touchpoint);
    const isAsked = surveys.some((survey) => survey.touchpoint === touchpoint);
    const needed = key.startsWith('touchpoint:') ? !isAsked && pastSurveyKey({ touchpoint, metric, scale }) : key;
    if (needed === false || known.has(needed)) continue;
    await putPastSurvey(app, account._id, { touchpoint, metric, scale });
    known.add(needed);
  }
}

/** Stores one batch inside the caller's transaction. @throws when two writers met: the transaction runs again */
export async function storeRows(context: Context, rows: ImportRow[]): Promise<StoredBatch> {
  const { app, account, importId, session } = context;
  const facts = rows.filter((row) => row.kind !== 'invitations' && row.kind !== 'responses');
  if (facts.length > 0) {
    const known = facts.flatMap((row) => (row.kind === 'customers' ? [identityOf({ ...row.values, owner: row.owner })] : []));
    if (known.length > 0) await keepCustomers(context, (await resolveCustomers(account._id, known, { now: app.now(), session })).writes);
    const { outcomes, touched } = await storeFacts(account._id, facts, { at: app.now(), importId, session });
    return { outcomes, touched: { owners: touched, customerIds: [] } };
  }
  const past = rows as (PastInvitation | PastResponse)[];
  const { resolved: customers, writes } = await resolveCustomers(account._id, past.map(({ customerId, email }) => identityOf({ owner: customerId, email })), { now: app.now(), session });
  const surveys = await surveysOf(account._id);
  const outcomes = past[0]?.kind === 'responses'
    ? await storePastAnswers(app, account, (past as PastResponse[]).map((row, index) => ({ ...row, survey: requireSurvey(surveys, pastSurveyKey(row)), customer: customerAt(customers, index) })), { importId, session })
    : await storePastAsks(app, account, (past as PastInvitation[]).map((row, index) => askOf(row, customerAt(customers, index), { surveys, account })), { importId, session });
  const changed = new Set(outcomes.flatMap((outcome, index) => (outcome === 'unchanged' ? [] : customerAt(customers, index)._id)));
  await keepCustomers(context, writes, changed);
  return { outcomes, touched: { owners: [], customerIds: [...changed] } };
}

function identityOf({ owner, email, ...rest }: { owner: string | null; email: string | null; name?: string | null; locale?: string | null; timeZone?: string | null; properties?: Record<string, string> }): Identity {
  return {
    externalId: owner ?? undefined, email: email ?? undefined, name: rest.name ?? undefined, locale: rest.locale ?? undefined, timeZone: rest.timeZone ?? undefined, properties: rest.properties,
  };
}

/** @param about customers about whom something is stored beside them */
async function keepCustomers({ account, session }: Context, writes: CustomerWrite[], about: ReadonlySet<string> = new Set()): Promise<void> {
  const needed = writes.filter(({ claims }) => claims === undefined || about.has(claims));
  if (!(await writeCustomers(account._id, needed, session))) throw new Error('a customer was changed at the same time');
}

function customerAt(customers: (Customer | null)[], index: number): Customer {
  const customer = customers[index];
  if (!customer) throw new Error('the parser lets no row without a customer through');
  return customer;
}

function requireSurvey(surveys: Survey[], key: string): Survey {
  const survey = surveys.find((each) => each.key === key);
  if (!survey) throw new Error(`survey ${key} was to be made before`);
  return survey;
}

/** A past ask names no metric: it counts under the first one asked at its touchpoint. */
function askOf(row: PastInvitation, customer: Customer, { surveys, account }: { surveys: Survey[]; account: Account }): PastAsk {
  const survey = surveys.find(({ touchpoint }) => touchpoint === row.touchpoint);
  if (!survey) throw new Error(`touchpoint ${row.touchpoint} was to be prepared before`);
  const expiresAt = row.expiresOn === null ? new Date(row.sentAt.getTime() + DEFAULT_EXPIRY_DAYS * 86_400_000) : startOfDay(addDays(row.expiresOn, 1), account.timeZone);
  return {
    invitationId: row.invitationId,
    touchpoint: row.touchpoint,
    metric: survey.content.metric,
    survey: { id: survey._id, key: survey.key, version: survey.version },
    customer,
    sentAt: row.sentAt,
    expiresAt,
    status: row.status === 'unsubscribed' ? 'cancelled' : row.status,
    ...(row.status === 'unsubscribed' ? { reason: 'unsubscribed' } : {}),
  };
}
