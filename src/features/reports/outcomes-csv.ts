/** The outcomes report as rows of tables, with the numbers of its pages. Fractions and quotients as they are, money in major units. */
import type { Figure } from '../../domain/figure.ts';
import { formatAmount, money, type Money } from '../../domain/money.ts';
import type { OutcomeAnswer, RankedTouchpoint } from '../../domain/outcomes/outcome-answer.ts';
import { HORIZONS, isMissing, type Horizon, type Missing } from '../../domain/outcomes/outcome-figures.ts';
import type { OutcomeGroup } from '../../domain/outcomes/outcome-report.ts';
import type { CustomerAtRisk } from '../../domain/outcomes/outcome-scan.ts';
import { excessLossWithin, predictionVerdict } from '../../domain/outcomes/outcome-verdict.ts';
import type { CsvRow } from '../../platform/csv.ts';

type Cell = CsvRow[string];

export const RANKING_COLUMNS = [
  'touchpoint', 'name', 'metric', 'scaleMin', 'scaleMax', 'from', 'to', 'until', 'horizonDays', 'customers', 'verdict', 'auc', 'aucLow', 'aucHigh', 'adjustedPValue',
  'lift', 'liftLow', 'liftHigh', 'churnOfLowest', 'churnOfAll', 'currency', 'mrrAtRisk', 'customersAtRisk', 'excessLoss', 'excessLossLow', 'excessLossHigh', 'definition',
] as const;

/** One row for each touchpoint and question, and for each currency in which it has money at risk. */
export function rankingRows(ranked: readonly RankedTouchpoint[], { definition, from, to, until }: Omit<OutcomeAnswer, 'touchpoints'>, { horizon, names }: { horizon: Horizon; names: ReadonlyMap<string, string> }): CsvRow[] {
  return ranked.flatMap((outcomes) => {
    const { touchpoint, metric, scale, customers, adjustedPValue } = outcomes;
    const [auc, lift] = [outcomes.auc[horizon], outcomes.lift[horizon]];
    const shared: Partial<Record<(typeof RANKING_COLUMNS)[number], Cell>> = {
      touchpoint, name: names.get(touchpoint) ?? touchpoint, metric, scaleMin: scale.min, scaleMax: scale.max, from, to, until, horizonDays: horizon, customers,
      verdict: predictionVerdict(auc, adjustedPValue), auc: auc.value, ...bounds('auc', auc), adjustedPValue,
      lift: lift.value, ...bounds('lift', lift), churnOfLowest: isMissing(lift) ? null : lift.numerator, churnOfAll: isMissing(lift) ? null : lift.denominator,
      definition: definition.version,
    };
    const losses = excessLossWithin(outcomes, horizon);
    const rows = outcomes.mrrAtRisk.map(({ customers: customersAtRisk, ...amount }, index) => {
      const loss = losses[index];
      const known = loss === undefined || isMissing(loss) ? null : loss;
      return {
        ...shared, currency: amount.currency, mrrAtRisk: major(amount), customersAtRisk,
        excessLoss: major(known?.value), excessLossLow: major(known?.low), excessLossHigh: major(known?.high),
      };
    });
    return rows.length === 0 ? [shared] : rows;
  }) as CsvRow[];
}

export const FIGURE_COLUMNS = ['touchpoint', 'metric', 'scaleMin', 'scaleMax', 'from', 'to', 'until', 'figure', 'group', 'horizonDays', 'currency', 'value', 'low', 'high', 'n', 'missing', 'definition'] as const;

interface FigureRow {
  figure: string;
  group?: string;
  horizonDays?: number;
  currency?: string;
  value: Cell;
  low?: Cell;
  high?: Cell;
  n?: Cell;
  missing?: Cell;
}

/** Everything the page of one touchpoint shows, a figure a row, for every horizon. */
export function figureRows(outcomes: RankedTouchpoint, { definition, from, to, until }: Omit<OutcomeAnswer, 'touchpoints'>): CsvRow[] {
  const { touchpoint, metric, scale, groups, lift, auc, change, caseEffect, weighted, mrrAtRisk, logRank, representativeness } = outcomes;
  const shared = { touchpoint, metric, scaleMin: scale.min, scaleMax: scale.max, from, to, until, definition: definition.version };
  const rows: FigureRow[] = [
    ...HORIZONS.flatMap((days) => [
      figureRow('auc', days, auc[days]), figureRow('lift', days, lift[days]), figureRow('change', days, change[days]),
      ...(caseEffect === null ? [] : [
        figureRow('caseEffect', days, caseEffect[days]), { ...figureRow('churn', days, caseEffect[days].withClosedCase), group: 'closed-case' }, { ...figureRow('churn', days, caseEffect[days].without), group: 'no-closed-case' },
      ]),
      ...excessLossWithin(outcomes, days).map((loss): FigureRow => (isMissing(loss)
        ? { figure: 'excessLoss', horizonDays: days, currency: loss.currency, value: null, missing: loss.reason }
        : { figure: 'excessLoss', horizonDays: days, currency: loss.currency, value: major(loss.value), low: major(loss.low), high: major(loss.high) })),
    ]),
    isMissing(logRank) ? { figure: 'logRankPValue', value: null, missing: logRank.reason } : { figure: 'logRankPValue', value: logRank.pValue },
    ...mrrAtRisk.map(({ customers, ...amount }): FigureRow => ({ figure: 'mrrAtRisk', currency: amount.currency, value: major(amount), n: customers })),
    ...weighted.map((figure): FigureRow => ({
      figure: `score weighted by ${figure.weight}`, currency: figure.currency, n: figure.n,
      ...(isMissing(figure) ? { value: null, missing: figure.reason } : { value: figure.value, low: figure.low, high: figure.high }),
    })),
    ...(isMissing(representativeness) ? [] : [
      { figure: 'asked', value: representativeness.invited }, { figure: 'answered', value: representativeness.answered }, { figure: 'dissimilarity', value: representativeness.dissimilarity },
      { figure: 'score post-stratified', value: representativeness.postStratified.value, low: representativeness.postStratified.low, high: representativeness.postStratified.high },
    ]),
    ...groups.flatMap(groupRows),
  ];
  return rows.map(({ group = null, horizonDays = null, currency = null, low = null, high = null, n = null, missing = null, ...row }) => ({ ...shared, ...row, group, horizonDays, currency, low, high, n, missing }));
}

function groupRows({ group, customers, churn, curve, mrr, clv }: OutcomeGroup): FigureRow[] {
  return [
    { figure: 'customers', value: customers },
    ...HORIZONS.map((days) => figureRow('churn', days, churn[days])),
    ...curve.map(({ day, survival, low, high, atRisk }) => ({ figure: 'survival', horizonDays: day, value: survival, low, high, n: atRisk })),
    ...mrr.flatMap(({ currency, total, totalNow, revenueChurnGross, n }) => [
      { figure: 'mrr', currency, value: major(total), n }, { figure: 'mrrNow', currency, value: major(totalNow), n }, { figure: 'revenueChurnGross', currency, value: revenueChurnGross, n },
    ]),
    ...clv.flatMap(({ currency, mean, median, n }) => [{ figure: 'clvMean', currency, value: major(mean), n }, { figure: 'clvMedian', currency, value: major(median), n }]),
  ].map((row) => ({ ...row, group }));
}

function figureRow(figure: string, horizonDays: number, found: Figure | Missing): FigureRow {
  if (isMissing(found)) return { figure, horizonDays, value: null, missing: found.reason };
  return { figure, horizonDays, value: found.value, low: found.low, high: found.high, n: found.n };
}

export const RISK_COLUMNS = ['customerId', 'externalId', 'name', 'email', 'score', 'answeredOn', 'mrr', 'currency'] as const;

export function riskRow({ customerId, score, answeredOn, mrrMinor, currency }: CustomerAtRisk, known: { externalId: string | null; name: string | null; email: string | null } | undefined): CsvRow {
  return { customerId, externalId: known?.externalId ?? null, name: known?.name ?? null, email: known?.email ?? null, score, answeredOn, mrr: major(money(mrrMinor, currency)), currency };
}

function bounds(name: 'auc' | 'lift', figure: Figure | Missing): Record<string, Cell> {
  const { low, high } = isMissing(figure) ? { low: null, high: null } : figure;
  return { [`${name}Low`]: low, [`${name}High`]: high };
}

/** In major units as a number: a spreadsheet adds it up, and would take a text with a minus for a formula. */
function major(amount: Money | null | undefined): number | null {
  return amount ? Number(formatAmount(amount)) : null;
}
