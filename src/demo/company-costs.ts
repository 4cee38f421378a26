/** What the company spends by month, on winning customers, keeping them and serving them. */
import type { CostCategory } from '../domain/business/acquisition.ts';
import type { FactValues } from '../domain/facts.ts';
import { addMonths, overlapDays } from '../domain/local-day.ts';
import { daysBetween, monthsBetween } from '../domain/period.ts';
import { chanceOf } from './chance.ts';
import type { CompanyPlan } from './company-plan.ts';
import { meanLifetimeValue, monthlyValue } from './subscription.ts';

/** Lifetime values are planned to be this many times what it costs to win a customer. */
const CLV_TO_CAC = 3.5;

/** How acquisition money is spent; adds up to 1. */
const ACQUISITION: readonly [CostCategory, number, string][] = [
  ['marketing', 0.45, 'campaigns'],
  ['wages', 0.3, 'sales team'],
  ['software', 0.08, 'tools'],
  ['professional-services', 0.07, 'agency'],
  ['overheads', 0.1, 'office'],
];
/** As shares of recurring revenue. */
const RETENTION_SHARE = 0.04;
const SERVICE_SHARE = 0.3;

/** Every month the story touches, each category once; a month it cuts costs only its part. */
export function costRows(plan: CompanyPlan): FactValues['costs'][] {
  const chance = chanceOf(plan.seed, 'costs', 0);
  const days = daysBetween(plan.from, plan.to);
  const wonADay = (plan.customers * (1 - plan.existingShare)) / days;
  const cacMinor = meanLifetimeValue(plan) / CLV_TO_CAC;
  return monthsBetween(plan.from, plan.to).flatMap((month) => {
    const start = `${month}-01`;
    const range = { from: start, to: addMonths(start, 1) };
    const told = overlapDays(range, plan);
    const share = told / daysBetween(range.from, range.to);
    const passed = Math.max(0, daysBetween(plan.from, start)) / days;
    const customers = plan.customers * (plan.existingShare + (1 - plan.existingShare) * passed);
    const recurringMinor = customers * monthlyValue(meanLifetimeValue(plan)) * share;
    const spent: [CostCategory, number, string][] = [
      ...ACQUISITION.map(([category, part, description]): [CostCategory, number, string] => [category, wonADay * told * cacMinor * part, description]),
      ['retention', recurringMinor * RETENTION_SHARE, 'success team'],
      ['service', recurringMinor * SERVICE_SHARE, 'hosting and support'],
    ];
    return spent.map(([category, planned, description]) => ({
      costId: `${month}-${category}`,
      month,
      category,
      amount: { amountMinor: Math.round(planned * (0.9 + 0.2 * chance())), currency: plan.currency },
      description,
    }));
  });
}
