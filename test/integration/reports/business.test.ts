import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BusinessView } from '../../../src/features/reports/business-document.ts';
import { anAccount, anApiKey, openTestApp, type TestApp } from '../../support/test-app.ts';
import { eur, fact, getReport, imported, left, pays, started, worth } from '../../support/facts.ts';

interface Amount { amount: string; currency: string }
interface Figure { value: number | Amount | null; numerator: unknown; denominator: unknown; n: number | null; low: number | null; high: number | null; variant: string; definition: string; comparison?: { difference: number; verdict: string } | null; verdict?: string }
interface Period { from: string; to: string; group: string | null; currency: string | null; customers: Record<string, number>; figures: Record<string, Figure> & { mrrMovements: Record<string, Amount> } }
interface Report { definition: Record<string, unknown>; periods: Period[] }

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  test.clock.set('2026-06-15T10:00:00Z');
});
afterAll(() => test.close());

async function aCompany(values: Parameters<typeof anAccount>[1] = {}): Promise<{ accountId: string; report: (query: Record<string, string>) => Promise<Report> }> {
  const { _id: accountId } = await anAccount(test.app, values);
  const key = await anApiKey(test.app, accountId, 'read');
  return {
    accountId,
    report: async (query) => {
      const report = await getReport<Report>(test.url, key, 'business', query);
      // As the API document says.
      expect(BusinessView.safeParse(report).error).toBeUndefined();
      return report;
    },
  };
}

const march = { from: '2026-03-01', to: '2026-04-01' };

describe('GET /api/v1/reports/business', () => {
  it('shows churn of the customers at the start, whoever was won meanwhile', async () => {
    const { accountId, report } = await aCompany();
    const old = Array.from({ length: 100 }, (_, index) => started(`c${index}`, '2025-01-10'));
    const won = Array.from({ length: 10 }, (_, index) => started(`n${index}`, '2026-03-10'));
    await imported(test.app, accountId, [...old, ...won, ...[1, 2, 3, 4, 5].map((index) => left(`c${index}`, '2026-03-20'))]);
    const { periods } = await report(march);
    expect(periods).toHaveLength(1);
    expect(periods[0]).toMatchObject({ ...march, group: null, currency: null, customers: { start: 100, end: 105, lost: 5, won: 10, acquired: 10, joinedAndLeft: 0 } });
    expect(periods[0]?.figures['churn']).toMatchObject({ value: 5, numerator: 5, denominator: 100, n: 100, variant: 'of-start', definition: 'churn/1', comparison: null });
    expect(periods[0]?.figures['retention']?.value).toBe(95);
    expect(periods[0]?.figures['expectedLifetime']?.value).toBe(20);
    expect(periods[0]?.figures['mrr']?.value).toBeNull();
    const compared = (await report({ ...march, compare: 'previous' })).periods[0]?.figures['churn'];
    expect(compared?.comparison).toMatchObject({ difference: 5, verdict: 'up' });
  });

  it('shows the worked examples of revenue, value and cost as decimal strings', async () => {
    const { accountId, report } = await aCompany();
    const customers = Array.from({ length: 100 }, (_, index) => [started(`c${index}`, '2026-01-10'), pays(`c${index}`, '2026-03-01', '2026-03-31', eur(5900))]).flat();
    const costs = [
      fact('costs', null, 'service', { costId: null, month: '2026-03', category: 'service', amount: eur(400_000), description: null }),
      fact('costs', null, 'marketing', { costId: null, month: '2026-01', category: 'marketing', amount: eur(285_000), description: null }),
    ];
    await imported(test.app, accountId, [...customers, ...costs]);
    const [period] = (await report(march)).periods;
    expect(period?.currency).toBe('EUR');
    expect(period?.figures['mrr']?.value).toEqual({ amount: '5900.00', currency: 'EUR' });
    expect(period?.figures['clvContribution']?.value).toEqual({ amount: '456.00', currency: 'EUR' });
    expect((await report({ ...march, clvPeriods: '12' })).periods[0]?.figures['clvContribution']?.value).toEqual({ amount: '228.00', currency: 'EUR' });
    const [january] = (await report({ from: '2026-01-01', to: '2026-02-01' })).periods;
    expect(january?.figures['cac']).toMatchObject({ value: { amount: '28.50', currency: 'EUR' }, numerator: { amount: '2850.00', currency: 'EUR' }, denominator: 100 });
    const [quarter] = (await report({ from: '2026-01-01', to: '2026-04-01' })).periods;
    expect(quarter?.figures['clvToCac']?.verdict).toBe('healthy');
  });

  it('has movements that add up to the cent in every period, group and currency of random worlds', async () => {
    const { accountId, report } = await aCompany({ segmentKeys: ['plan'] });
    let seed = 7;
    const random = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
    const rows = Array.from({ length: 60 }, (_, index) => {
      const owner = `r${index}`;
      const invoices = Array.from({ length: 6 }, (_unused, month) => (random(4) === 0 ? [] : pays(owner, `2026-0${month + 1}-0${1 + random(9)}`, `2026-0${month + 1}-2${random(9)}`, { amountMinor: 1 + random(99_999), currency: random(3) === 0 ? 'USD' : 'EUR' }, { subscriptionId: `s${random(2)}` })));
      return [started(owner, `2025-1${random(3)}-11`, { plan: random(2) === 0 ? 'pro' : 'free' }), ...invoices.flat(), ...(random(3) === 0 ? [left(owner, `2026-0${1 + random(6)}-15`)] : [])];
    }).flat();
    await imported(test.app, accountId, rows);
    const minor = ({ amount }: Amount): bigint => BigInt(amount.replace('.', ''));
    const mrr = (period: Period | undefined): bigint => minor(period?.figures['mrr']?.value as Amount);
    for (const query of [{}, { groupBy: 'property:plan' }, { currency: 'EUR' }, { where: 'property:plan:pro' }]) {
      const { periods } = await report({ from: '2026-01-01', to: '2026-07-01', interval: 'month', ...query });
      const before = (await report({ from: '2025-12-01', to: '2026-01-01', ...query })).periods;
      expect(periods.length).toBeGreaterThan(5);
      for (const period of periods) {
        const same = (other: Period): boolean => other.group === period.group && other.currency === period.currency;
        const opening = [...before, ...periods].filter((other) => same(other) && other.to === period.from)[0];
        const moved = Object.values(period.figures.mrrMovements).reduce((sum, movement) => sum + minor(movement), 0n);
        expect(mrr(period)).toBe((opening ? mrr(opening) : 0n) + moved);
      }
    }
    const whole = (await report(march)).periods.find(({ currency }) => currency === 'EUR');
    const parts = (await report({ ...march, groupBy: 'property:plan' })).periods.filter(({ currency }) => currency === 'EUR');
    expect(parts.map(({ group }) => group)).toEqual(['free', 'pro']);
    expect(parts.reduce((sum, part) => sum + mrr(part), 0n)).toBe(mrr(whole));
  });

  it('groups by currency and by CLV tier, and filters by a declared property', async () => {
    const { accountId, report } = await aCompany({ segmentKeys: ['plan'] });
    const rows = Array.from({ length: 9 }, (_, index) => [
      started(`c${index}`, '2026-01-01', { plan: index < 3 ? 'pro' : 'free' }), worth(`c${index}`, '2026-02-01', eur(1000 * (index + 1))),
      pays(`c${index}`, '2026-03-01', '2026-03-31', index === 0 ? { amountMinor: 500, currency: 'USD' } : eur(1000)),
    ]).flat();
    await imported(test.app, accountId, [...rows, started('none', '2026-01-01')]);
    const byCurrency = (await report({ ...march, groupBy: 'currency' })).periods;
    expect(byCurrency.map(({ group, figures }) => [group, (figures['mrr']?.value as Amount | undefined)?.amount])).toEqual([['EUR', '80.00'], ['USD', '5.00']]);
    const tiers = (await report({ ...march, groupBy: 'clvTier', currency: 'EUR' })).periods;
    expect(tiers.map(({ group, customers }) => [group, customers['end']])).toEqual([['high', 3], ['low', 3], ['medium', 3], ['unknown', 1]]);
    const pro = (await report({ ...march, where: 'property:plan:pro', currency: 'EUR' })).periods;
    expect(pro.map(({ customers, figures }) => [customers['end'], (figures['mrr']?.value as Amount | undefined)?.amount])).toEqual([[3, '20.00']]);
  });

  it('brings other currencies into one by imported rates, and leaves them out without', async () => {
    const { accountId, report } = await aCompany();
    await imported(test.app, accountId, [started('a', '2026-01-01'), pays('a', '2026-03-01', '2026-03-31', { amountMinor: 1000, currency: 'USD' }), pays('a', '2026-03-01', '2026-03-31', eur(500), { subscriptionId: 's' })]);
    const mrr = async (): Promise<unknown> => (await report({ ...march, currency: 'EUR' })).periods[0]?.figures['mrr']?.value;
    expect(await mrr()).toEqual({ amount: '5.00', currency: 'EUR' });
    await imported(test.app, accountId, [fact('exchange-rates', null, 'r', { day: '2026-02-01', from: 'USD', to: 'EUR', rate: '0.9' })]);
    expect(await mrr()).toEqual({ amount: '14.00', currency: 'EUR' });
  });

  it('changes with a late correction now, and not as of then', async () => {
    const { accountId, report } = await aCompany();
    test.clock.set('2026-06-01T10:00:00Z');
    await imported(test.app, accountId, ['a', 'b', 'c', 'd'].map((owner) => started(owner, '2025-01-01')));
    expect((await report(march)).periods[0]?.figures['churn']?.value).toBe(0);
    test.clock.set('2026-06-10T10:00:00Z');
    await imported(test.app, accountId, [left('a', '2026-03-05')]);
    expect((await report(march)).periods[0]?.figures['churn']?.value).toBe(25);
    for (const asOf of ['2026-06-05', '2026-06-10T09:00:00Z']) expect((await report({ ...march, asOf })).periods[0]?.figures['churn']?.value).toBe(0);
    expect((await report({ ...march, asOf: '2026-06-10' })).periods[0]?.figures['churn']?.value).toBe(25);
    // Facts from `until` on are ignored: the period ends there.
    expect((await report({ ...march, until: '2026-03-05' })).periods).toMatchObject([{ from: '2026-03-01', to: '2026-03-05', customers: { start: 4, end: 4, lost: 0 } }]);
    expect((await report({ ...march, until: '2026-03-01' })).periods).toEqual([]);
    test.clock.set('2026-06-15T10:00:00Z');
  });

  it('refuses what it does not understand, naming it', async () => {
    const { report } = await aCompany({ segmentKeys: ['plan'] });
    const refusal = async (query: Record<string, string>): Promise<string> => report(query).then(() => 'answered', (error: Error) => error.message);
    for (const query of [
      { colour: 'red' }, { from: '2026-13-01' }, { from: '2026-04-01', to: '2026-04-01' }, { interval: 'fortnight' }, { currency: 'BITS' }, { groupBy: 'property:colour' }, { groupBy: 'locale' },
      { where: 'property:plan' }, { where: 'locale:en' }, { asOf: 'yesterday' }, { until: '2026' }, { compare: 'next' }, { from: '2010-01-01', to: '2026-01-01', interval: 'day' },
    ]) {
      const name = Object.keys(query).at(-1) ?? '';
      const message = await refusal(query as Record<string, string>);
      expect(message, JSON.stringify(query)).toMatch(/^422/);
      expect(message).toContain(`/query/${name}`);
    }
  });
});
