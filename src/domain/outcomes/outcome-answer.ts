/** A finished scan as the outcomes report: every touchpoint's figures, ranked by what its score tells. */
import type { Metric } from '../metric.ts';
import type { Day } from '../period.ts';
import { countRepresentation } from './invited-customers.ts';
import { LANDMARK_DAYS } from './case-effect.ts';
import { DEFAULT_HORIZON, rankTouchpoints, touchpointOutcomes } from './outcome-report.ts';
import type { TouchpointOutcomes } from './outcome-report.ts';
import type { OutcomeScan } from './outcome-scan.ts';

/** Changes whenever a formula of the outcomes report does. */
const OUTCOME_DEFINITION_VERSION = 'outcomes-1';

export interface OutcomeDefinition {
  version: string;
  confidencePercent: number;
  minimumSample: number;
  horizonDays: number;
  follow: string;
  silent: string;
  churn: string;
  lift: string;
  auc: string;
  atRisk: string;
  change: string;
  caseEffect: string;
  representativeness: string;
  currency: string;
}

export type RankedTouchpoint = TouchpointOutcomes & { touchpoint: string; metric: Metric; adjustedPValue: number | null };

export interface OutcomeAnswer {
  definition: OutcomeDefinition;
  from: Day;
  to: Day;
  until: Day;
  touchpoints: RankedTouchpoint[];
}

/** Takes the scan's tallies as they are: call it once, when every sheet has been scanned. */
export function outcomeAnswer(scan: OutcomeScan, minimum: number): OutcomeAnswer {
  const touchpoints = [...scan.touchpoints]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { touchpoint, metric, tally, invited }]) => {
      countRepresentation(invited, tally.representation);
      const { groups, ...outcomes } = touchpointOutcomes(tally, { minimum, horizon: DEFAULT_HORIZON });
      return { touchpoint, ...outcomes, metric, groups: groups.filter(({ group }) => group !== 'skipped') };
    })
    // A place where nothing of the period counts says nothing.
    .filter(({ customers, groups, mrrAtRisk, weighted }) => customers > 0 || groups.some((group) => group.customers > 0) || mrrAtRisk.length > 0 || weighted.length > 0);
  const { from, to, until } = scan.question;
  return { definition: outcomeDefinition(minimum), from, to, until, touchpoints: rankTouchpoints(touchpoints, DEFAULT_HORIZON) };
}

function outcomeDefinition(minimumSample: number): OutcomeDefinition {
  return {
    version: OUTCOME_DEFINITION_VERSION,
    confidencePercent: 95,
    minimumSample,
    horizonDays: DEFAULT_HORIZON,
    follow: 'each customer from their first answer of the period given while active; category and clock stay fixed; the latest answer serves snapshots only (MRR at risk, weighted score)',
    silent: 'first ask of the period that expired unanswered before any answer there, customer still active; from its expiry, a later answer censors; bounced and unsubscribed likewise from that day',
    churn: 'fraction 0–1: 1 − Kaplan–Meier survival, whole local days, first full churn on a later day; bounds by Greenwood on the log(−log) scale',
    lift: 'churn of the lowest category ÷ the n-weighted mean of the lowest category and the rest, answerers only',
    auc: 'P(a leaver scored below someone who stayed) + ½ ties; DeLong interval; adjustedPValue by Benjamini–Hochberg over the touchpoints listed',
    atRisk: 'MRR on the last observed day of active customers whose latest answer of the period is in the lowest category; expected excess loss = that × (F_low − F_all) within horizonDays, floored at 0',
    change: 'churn after a drop of at least a fifth of the scale since the previous answer − churn after none',
    caseEffect: `churn of low scorers whose case was closed on day ${LANDMARK_DAYS} after their answer − churn of the others; only those still customers at the close of that day, followed from it to the horizon; observed and no experiment: the cases that were closed may have been the easier ones`,
    representativeness: 'invited against answered by CLV decile (cut among the invited within one currency) and tenure at the ask (under 90 days, a year, three years, longer)',
    currency: 'amounts of other currencies are left out, or brought into the currency asked for at the rates of the last observed day where rates were imported',
  };
}
