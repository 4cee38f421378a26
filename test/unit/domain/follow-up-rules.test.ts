import { describe, expect, it } from 'vitest';
import { caseTerms, FOLLOW_UP_RULES, followUpsFor, isLow } from '../../../src/domain/follow-up-rules.ts';
import { CATEGORIES, METRICS } from '../../../src/domain/metric.ts';

const ALL = METRICS.flatMap((metric) => CATEGORIES[metric].map((category) => ({ metric, category })));
const LOW = ['detractor', 'dissatisfied', 'difficult'];

describe('isLow', () => {
  it.each(ALL)('$metric $category', ({ metric, category }) => {
    expect(isLow(metric, category)).toBe(LOW.includes(category));
  });

  it('knows no category of another metric', () => {
    expect(isLow('nps', 'difficult')).toBe(false);
  });
});

describe('followUpsFor', () => {
  it.each(ALL)('alerts and thanks as the survey asks: $metric $category', ({ metric, category }) => {
    const alert = LOW.includes(category) ? [{ rule: 'low-score-alert' }] : [];
    const thanks = [{ rule: 'thank-you' }];
    expect(followUpsFor({ metric, category, survey: { alertOnLow: false, thankCustomer: false } })).toEqual([]);
    expect(followUpsFor({ metric, category, survey: { alertOnLow: true, thankCustomer: false } })).toEqual(alert);
    expect(followUpsFor({ metric, category, survey: { alertOnLow: false, thankCustomer: true } })).toEqual(thanks);
    expect(followUpsFor({ metric, category, survey: { alertOnLow: true, thankCustomer: true } })).toEqual([...alert, ...thanks]);
  });

  it('calls for every rule somewhere', () => {
    const called = followUpsFor({ metric: 'nps', category: 'detractor', survey: { alertOnLow: true, thankCustomer: true } });
    expect(called.map(({ rule }) => rule)).toEqual([...FOLLOW_UP_RULES]);
  });
});

describe('caseTerms', () => {
  it('go with alerts, due after two days, unless the survey says otherwise', () => {
    expect(caseTerms({ alertOnLow: true })).toEqual({ openCases: true, caseDueAfter: '48h' });
    expect(caseTerms({ alertOnLow: false })).toEqual({ openCases: false, caseDueAfter: '48h' });
    expect(caseTerms({ alertOnLow: true, openCases: false, caseDueAfter: '4h' })).toEqual({ openCases: false, caseDueAfter: '4h' });
    expect(caseTerms({ alertOnLow: false, openCases: true })).toMatchObject({ openCases: true });
  });
});
