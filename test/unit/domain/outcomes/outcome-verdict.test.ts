import { describe, expect, it } from 'vitest';
import { createCompany } from '../../../../src/demo/company.ts';
import { scanSheet, startScan } from '../../../../src/domain/outcomes/outcome-scan.ts';
import { HORIZONS, isMissing, missing, type AucFigure } from '../../../../src/domain/outcomes/outcome-figures.ts';
import { touchpointOutcomes } from '../../../../src/domain/outcomes/outcome-report.ts';
import { excessLossWithin, predictionVerdict, sideOf } from '../../../../src/domain/outcomes/outcome-verdict.ts';
import { sheetsOf } from '../../../support/company-sheets.ts';

const auc = (value: number): AucFigure => ({ value, numerator: null, denominator: null, n: 90, low: null, high: null, variant: 'delong', definition: 'auc/1', leavers: 40, stayers: 50, pValue: 0.01 });

describe('whether a score tells who leaves', () => {
  it.each([
    [auc(0.7), 0.04, 'tells'],
    [auc(0.3), 0.04, 'reversed'],
    [auc(0.7), 0.05, 'unclear'],
    [auc(0.7), null, 'unclear'],
    [missing('too-few'), 0.001, 'too-few'],
    [missing('not-followed'), null, 'not-followed'],
    [missing('no-churn'), null, 'no-churn'],
  ] as const)('is said by its adjusted p-value and its side: %#', (figure, pValue, verdict) => {
    expect(predictionVerdict(figure as AucFigure, pValue)).toBe(verdict);
  });
});

describe('the side an interval lies on', () => {
  it.each([
    [1.1, 2, 1, 'above'], [0.5, 0.9, 1, 'below'], [0.5, 1.5, 1, 'unclear'], [1, 2, 1, 'unclear'], [-0.2, 0, 0, 'unclear'], [null, null, 1, 'unclear'], [null, 0.5, 1, 'below'],
  ] as const)('of %s to %s around %s is %s', (low, high, even, side) => {
    expect(sideOf({ low, high }, even)).toBe(side);
  });
});

describe('the expected excess loss within another horizon', () => {
  const company = createCompany({ seed: 5, customers: 500, from: '2025-01-01', to: '2026-01-01' });
  const { from, to } = company.plan;
  const scan = startScan({ from, to, until: to, touchpoint: null, metric: null, where: null, currency: null, rates: new Map() });
  for (const { sheet, life } of sheetsOf(company, ['customers', 'churn', 'revenue'])) scanSheet(scan, sheet, life.customerId);
  const tallies = [...scan.touchpoints.values()];

  it.each([1, 30, 200])('is what a report of that horizon says, with %i answers as the least', (minimum) => {
    let known = 0;
    for (const { tally } of tallies) {
      const usual = touchpointOutcomes(tally, { minimum, horizon: 90 });
      for (const horizon of HORIZONS) {
        const there = touchpointOutcomes(tally, { minimum, horizon }).expectedExcessLoss;
        expect(excessLossWithin(usual, horizon)).toEqual(there);
        known += there.filter((loss) => !isMissing(loss)).length;
      }
    }
    if (minimum < 200) expect(known).toBeGreaterThan(4);
  });
});
