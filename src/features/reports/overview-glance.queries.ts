import { DEFAULT_HORIZON } from '../../domain/outcomes/outcome-report.ts';
import { createPatientCache } from '../../platform/patient-cache.ts';
import { findOutcomes, type OutcomesRequest } from '../outcomes/outcomes.queries.ts';
import { findBusinessPage, type BusinessPageRequest } from './business-page.queries.ts';
import type { Glance, GlanceBusiness, GlanceOutcomes } from './overview-glance.ts';

/** Scores move with each answer, and with them the outcomes: so often nobody needs them on the overview. */
const AGE = { seconds: 60, patienceMs: 1500 };

type WantedOutcomes = { accountId: string; request: Omit<OutcomesRequest, 'asOf'> };
type WantedBusiness = BusinessPageRequest & { accountId: string };

const outcomes = createPatientCache((key) => outcomesOf(JSON.parse(key) as WantedOutcomes), AGE);
const business = createPatientCache((key) => businessOf(JSON.parse(key) as WantedBusiness), AGE);

/**
 * For the overview, from the reports that the outcomes and business pages show, but at most a minute old, and never waited
 * for long: a company of a hundred thousand customers takes seconds to be read.
 */
export async function findGlance(accountId: string, wanted: { outcomes: Omit<OutcomesRequest, 'asOf'>; business: BusinessPageRequest }): Promise<Glance> {
  const [found, figures] = await Promise.all([
    outcomes.get(JSON.stringify({ accountId, request: wanted.outcomes } satisfies WantedOutcomes)),
    business.get(JSON.stringify({ accountId, ...wanted.business } satisfies WantedBusiness)),
  ]);
  return { outcomes: found, business: figures === null ? undefined : figures.found };
}

async function outcomesOf({ accountId, request }: WantedOutcomes): Promise<GlanceOutcomes[]> {
  const { touchpoints } = await findOutcomes(accountId, { ...request, asOf: null });
  return touchpoints.map(({ touchpoint, metric, scale, lift, mrrAtRisk }) => ({ touchpoint, metric, scale, lift: lift[DEFAULT_HORIZON], mrrAtRisk }));
}

async function businessOf({ accountId, ...request }: WantedBusiness): Promise<{ found: GlanceBusiness | null }> {
  const { whole } = await findBusinessPage(accountId, request);
  if (whole === null || whole.customers.start + whole.customers.end === 0) return { found: null };
  const { currency, figures: { churn, mrr, clvToCac } } = whole;
  return { found: { currency, figures: { churn, mrr, clvToCac } } };
}
