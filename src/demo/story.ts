/** The company of the demo: the one whose year `npm run demo` tells. */
import { addDays, type Day } from '../domain/period.ts';
import { companyPlan } from './company-plan.ts';
import { createCompany, type Company } from './company.ts';

const SEED = 1;
const ACTIVITY_DAYS = 120;
/** So many customers answer, and unhappy ones as often as happy ones, that there are enough to see whether answering them helped. */
const RESPONSE = { rate: 0.46, bySatisfaction: 0, byLifetimeValue: 0.3 };
/** Mean days between a customer's interactions, by touchpoint: fewer answers of the same customers keep the year as quickly told. */
const EVERY_DAYS = new Map([['relationship', 100], ['order', 110]]);

/** @param to the day after its last one */
export function demoCompany({ customers, days, to }: { customers: number; days: number; to: Day }): Company {
  const request = { seed: SEED, customers, from: addDays(to, -days), to };
  const touchpoints = companyPlan(request).touchpoints.map((touchpoint) => ({ ...touchpoint, everyDays: EVERY_DAYS.get(touchpoint.key) ?? touchpoint.everyDays }));
  return createCompany({ ...request, touchpoints, activityFrom: days > ACTIVITY_DAYS ? addDays(to, -ACTIVITY_DAYS) : request.from, response: RESPONSE });
}
