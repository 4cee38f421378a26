/** A made-up company stored in an account: customers with names, facts, answers, and asks that stayed silent at its NPS touchpoint. */
import type { FactRow } from '../../src/domain/facts.ts';
import { EXPIRES_AFTER_DAYS } from '../../src/demo/asks.ts';
import type { Company } from '../../src/demo/company.ts';
import { costRows } from '../../src/demo/company-costs.ts';
import type { CustomerFactKind } from '../../src/demo/customer-facts.ts';
import { rebuildOutcomes } from '../../src/features/outcomes/outcomes.service.ts';
import { rebuildRollups } from '../../src/features/responses/rollup-check.service.ts';
import { putTouchpoint } from '../../src/features/touchpoints/touchpoints.service.ts';
import { anAnswer, anAsk, fact, imported, put } from './facts.ts';
import { aSurvey, type TestApp } from './test-app.ts';

const KINDS: readonly CustomerFactKind[] = ['customers', 'churn', 'revenue', 'purchases', 'renewals', 'lifetime-values', 'activity'];
const BATCH = 2000;

/** @param nameOf what a customer is called, where it is not the name of the story */
export async function settleCompany({ app }: TestApp, accountId: string, company: Company, nameOf: (number: number) => string | null = () => null): Promise<void> {
  const { plan, calendar } = company;
  for (const { key, name } of plan.touchpoints) await putTouchpoint(app, accountId, key, { name });
  const survey = await aSurvey(app, accountId, { metric: 'nps', touchpoint: 'relationship' }, 'relationship');
  await putTouchpoint(app, accountId, 'relationship', { name: plan.touchpoints.find(({ key }) => key === 'relationship')?.name ?? 'relationship' });
  const customers: { _id: string }[] = [];
  const answers: { _id: string }[] = [];
  const asks: { _id: string }[] = [];
  const rows: FactRow[] = costRows(plan).map((values, index) => fact('costs', null, `cost-${index}`, values));
  for (const life of company.customers()) {
    const customerId = `${accountId}-${life.customerId}`;
    const known = { externalId: life.customerId, email: life.email, emailKey: null, name: nameOf(life.number) ?? life.name, locale: life.language, timeZone: null, properties: {} };
    customers.push({ _id: customerId, accountId, ...known, createdAt: new Date(), updatedAt: new Date(), decisions: 0 } as never);
    for (const kind of KINDS) company.facts(life, kind).forEach((values, index) => rows.push(fact(kind, life.customerId, `${life.customerId}-${kind}-${index}`, values)));
    for (const { touchpoint: index, day, ask } of company.encounters(life)) {
      const asked = plan.touchpoints[index];
      if (asked === undefined || ask === null) continue;
      const { key: touchpoint, metric } = asked;
      if (ask.answer !== null) answers.push(anAnswer(accountId, { customerId, day: calendar.dayAt(ask.answer.day), score: ask.answer.score, touchpoint, metric, askedOn: calendar.dayAt(day) }));
      else if (ask.status === 'expired' && metric === 'nps') asks.push(anAsk(accountId, { customerId, sentOn: calendar.dayAt(day), endedOn: calendar.dayAt(day + EXPIRES_AFTER_DAYS), touchpoint, surveyId: survey._id }));
    }
  }
  for (const [collection, documents] of [['customers', customers], ['responses', answers], ['invitations', asks]] as const) {
    for (let start = 0; start < documents.length; start += BATCH) await put(collection, documents.slice(start, start + BATCH));
  }
  await imported(app, accountId, rows);
  await rebuildRollups(app, accountId);
  await rebuildOutcomes(app, accountId);
}
