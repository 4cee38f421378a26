/** The pages of outcomes and business with a company of planted truth: what they say, to whom, and the files they give out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/domain/roles.ts';
import { createCompany } from '../../../src/demo/company.ts';
import type { Account } from '../../../src/features/accounts/accounts.service.ts';
import { unescaped, type Agent } from '../../support/browser-agent.ts';
import { settleCompany } from '../../support/company-account.ts';
import { getReport } from '../../support/facts.ts';
import { openCsv, openXlsx } from '../../support/report-files.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, anApiKey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const RANGE = 'from=2025-01-01&through=2025-12-31';
const API = { from: '2025-01-01', to: '2026-01-01' };
const FORMULA = '=HYPERLINK("http://x.example")';

let test: TestApp;
let account: Account;
let owner: Agent;
let viewer: Agent;
beforeAll(async () => {
  test = await openTestApp();
  test.clock.set('2026-01-01T12:00:00Z');
  account = await anAccount(test.app);
  owner = await agentOf('owner');
  viewer = await agentOf('viewer');
}, 60_000);
afterAll(() => test.close());

const agentOf = (role: Role, accountId = account._id): Promise<Agent> => signedInAgent(test, accountId, role);
const words = (html: string): string => unescaped(html.replace(/<title>.*?<\/title>/g, '').replace(/<[^>]+>/g, ' ').replace(/[\u200e\u061c\u2060]/g, '').replace(/\s+/g, ' '));

/** A file as objects; no cell of it holds a comma but in quotes. */
function rowsOf(csv: string): Record<string, string>[] {
  const [head = '', ...lines] = csv.replace(/^\uFEFF/, '').trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []).map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '').replaceAll('""', '"'));
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

describe('before anything is imported', () => {
  it('the pages teach what they need, and the overview shows nothing more than scores', async () => {
    expect(words((await owner.get('/admin/reports/outcomes')).body)).toContain('an import of kind “churn”');
    expect(words((await owner.get('/admin/reports/business')).body)).toContain('No customers are known in this period');
    const overview = words((await owner.get('/admin/reports')).body);
    for (const word of ['Churn lift', 'MRR at risk', 'Business in this period']) expect(overview).not.toContain(word);
  });
});

interface ApiTouchpoint { touchpoint: string; lift: Record<string, { value: number | null }>; auc: Record<string, { value: number | null }>; mrrAtRisk: { amount: string; customers: number }[] }

describe('with a company', () => {
  let report: { touchpoints: ApiTouchpoint[] };
  let key: string;
  beforeAll(async () => {
    const company = createCompany({ seed: 5, customers: 400, ...API, monthlyChurn: 0.04, activityFrom: '2025-11-01' });
    await settleCompany(test, account._id, company, (number) => (number % 3 === 0 ? FORMULA : null));
    key = await anApiKey(test.app, account._id, 'read');
    report = await getReport(test.url, key, 'outcomes', API);
  }, 240_000);
  const place = (name: string): ApiTouchpoint => {
    const found = report.touchpoints.find(({ touchpoint }) => touchpoint === name);
    if (!found) throw new Error(`nothing about ${name}`);
    return found;
  };

  describe('the ranking', () => {
    it('finds the touchpoint that was made to tell, with the numbers of the API', async () => {
      const { status, body } = await owner.get(`/admin/reports/outcomes?${RANGE}`);
      expect(status).toBe(200);
      const text = words(body);
      expect(text).toContain('The score of “Support request solved” tells best who leaves');
      expect(text).toContain(`${place('support').lift[90]?.value?.toFixed(2)}×`);
      expect(text).toContain(`€${Number(place('support').mrrAtRisk[0]?.amount).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`);
      expect(text.indexOf('Support request solved')).toBeLessThan(text.indexOf('Order delivered'));
    });

    it('is about the horizon of its link, and a file keeps it', async () => {
      expect(words((await owner.get(`/admin/reports/outcomes?${RANGE}&horizon=180`)).body)).toContain(`${place('support').lift[180]?.value?.toFixed(2)}×`);
      const { body, headers } = await viewer.get(`/admin/reports/outcomes.csv?${RANGE}&horizon=180`);
      expect(headers.get('content-type')).toContain('text/csv');
      expect(headers.get('content-disposition')).toContain('outcomes-2025-01-01-2025-12-31.csv');
      const rows = rowsOf(body);
      expect(rows.find(({ touchpoint }) => touchpoint === 'support')).toMatchObject({ horizonDays: '180', lift: String(place('support').lift[180]?.value), auc: String(place('support').auc[180]?.value), from: '2025-01-01', to: '2026-01-01' });
    });

    it.each(['?horizon=7', '?horizon[]=30', '?period=%00', '?from=x&through=y', '?metric=<script>', '?page=-1'])('is a page whatever its link says: %s', async (query) => {
      for (const path of ['outcomes', 'outcomes/support', 'business']) {
        const { status, body } = await owner.get(`/admin/reports/${path}${query}`);
        expect(status).toBe(200);
        expect(body).not.toContain('<script>');
      }
    });
  });

  describe('one touchpoint', () => {
    it('draws the survival of each group, the silent among them, and gives the numbers as a table and a file', async () => {
      const { body } = await viewer.get(`/admin/reports/outcomes/relationship?${RANGE}&metric=nps`);
      expect(body.match(/<path class="curve [a-z]+" d="M[^"]+V/g)).toHaveLength(4);
      expect(words(body)).toMatch(/Still customers 90 days after their answer: Promoter [\d.]+%, Passive [\d.]+%, Detractor [\d.]+% and Silent [\d.]+%/);
      const rows = rowsOf((await viewer.get(`/admin/reports/outcomes/relationship/figures.csv?${RANGE}`)).body);
      const churn = rows.find(({ figure, group, horizonDays }) => figure === 'churn' && group === 'promoter' && horizonDays === '90');
      expect(words(body)).toContain(`Promoter ${(100 * (1 - Number(churn?.['value']))).toFixed(1)}%`);
    });

    it('compares the weighted score with the plain one of the same days', async () => {
      const text = words((await owner.get(`/admin/reports/outcomes/support?${RANGE}`)).body);
      expect(text).toMatch(/Weighted by MRR \(EUR\) the score is [\d.]+%/);
      expect(text).toContain('Plain: each answer counts alike');
    });

    it('is none for what does not exist or is another account’s', async () => {
      expect((await owner.get('/admin/reports/outcomes/nowhere')).status).toBe(404);
      const stranger = await agentOf('owner', (await anAccount(test.app, { name: 'Other' }))._id);
      for (const path of ['support', 'support/customers', 'support/figures.csv', 'support/customers.csv']) expect((await stranger.get(`/admin/reports/outcomes/${path}`)).status, path).toBe(404);
      expect(words((await stranger.get('/admin/reports/business')).body)).toContain('No customers are known');
    });
  });

  describe('the files', () => {
    const at = (path: string, ending: string, lang: string) => `/admin/reports/${path}${ending}?${RANGE}&interval=quarter&lang=${lang}`;

    it.each(['scores', 'touchpoints/order/scores', 'outcomes', 'outcomes/relationship/figures', 'outcomes/order/customers', 'business'])('of %s hold the same in both formats, cell by cell', async (path) => {
      const csv = await openCsv(test.url, owner, at(path, '.csv', 'en'));
      const xlsx = await openXlsx(test.url, owner, at(path, '.xlsx', 'en'));
      expect(csv.cells.length).toBeGreaterThan(1);
      expect(xlsx.cells.map((row) => row.map(String))).toEqual(csv.cells);
      expect(xlsx.fileName).toBe(csv.fileName.replace('.csv', '.xlsx'));
      // Numbers are numbers, so that a spreadsheet can go on with them.
      expect(xlsx.cells.slice(1).flat().some((cell) => typeof cell === 'number')).toBe(true);
      expect([xlsx.isRightToLeft, xlsx.formulas]).toEqual([false, 0]);
    });

    it('read from right to left for those who do', async () => {
      for (const lang of ['ar', 'fa']) expect((await openXlsx(test.url, owner, at('business', '.xlsx', lang))).isRightToLeft).toBe(true);
    });

    it('keep text text, even where it looks like a formula', async () => {
      const { cells, formulas } = await openXlsx(test.url, owner, at('outcomes/order/customers', '.xlsx', 'en'));
      expect(cells.flat().filter((cell) => cell === FORMULA).length).toBeGreaterThan(0);
      expect(formulas).toBe(0);
    });

    it('show the figures of the page', async () => {
      const { cells: [head = [], ...rows] } = await openXlsx(test.url, owner, at('scores', '.xlsx', 'en'));
      const cell = (row: (typeof rows)[number] | undefined, name: string): unknown => row?.[head.indexOf(name)];
      const whole = rows.find((row) => cell(row, 'part') === 'whole' && cell(row, 'group') === 'touchpoint=support');
      const text = words((await owner.get(`/admin/reports?${RANGE}`)).body);
      expect(cell(whole, 'name')).toBe('Support request solved');
      expect(text).toContain(`Support request solved ${Number(cell(whole, 'value')).toFixed(1)}%`);
    });

    it('are linked where the figures are, and customers only given to those who may see them', async () => {
      for (const path of ['', '/touchpoints/order', '/outcomes', '/outcomes/order', '/business']) expect((await viewer.get(`/admin/reports${path}?${RANGE}`)).body.match(/href="[^"]+\.(csv|xlsx)\?/g), path).toHaveLength(2);
      expect((await viewer.get('/admin/reports/outcomes/order/customers.xlsx')).status).toBe(403);
      expect((await owner.get('/admin/reports/touchpoints/nowhere/scores.xlsx')).status).toBe(404);
    });
  });

  describe('the customers at risk', () => {
    it('add up to the money at risk, and only those who may see customers see them', async () => {
      const [risk] = place('order').mrrAtRisk;
      const { body } = await owner.get(`/admin/reports/outcomes/order/customers?${RANGE}`);
      expect(words(body)).toContain(`customers: ${risk?.customers}.`);
      const rows = rowsOf((await owner.get(`/admin/reports/outcomes/order/customers.csv?${RANGE}`)).body);
      expect(rows).toHaveLength(risk?.customers ?? -1);
      expect(rows.reduce((sum, row) => sum + Math.round(100 * Number(row['mrr'])), 0)).toBe(Math.round(100 * Number(risk?.amount)));
      expect(rows.filter(({ name }) => name === `'${FORMULA}`).length).toBeGreaterThan(0);
      expect(rows.filter(({ name }) => name?.startsWith('='))).toEqual([]);
      for (const path of ['customers', 'customers.csv']) expect((await viewer.get(`/admin/reports/outcomes/order/${path}?${RANGE}`)).status).toBe(403);
      expect((await viewer.get(`/admin/reports/outcomes/order?${RANGE}`)).body).not.toContain('/order/customers');
    });
  });

  describe('the business report', () => {
    it('has the numbers of the API, on the page and in the file', async () => {
      type Period = { customers: { start: number; lost: number }; figures: { churn: { value: number }; mrr: { value: { amount: string } }; mrrMovements: Record<string, { amount: string }> } };
      const { periods } = await getReport<{ periods: [Period] }>(test.url, key, 'business', { ...API, compare: 'previous' });
      const [{ customers, figures }] = periods;
      const text = words((await viewer.get(`/admin/reports/business?${RANGE}`)).body);
      expect(text).toContain(`Of ${customers.start} customers at the start, ${customers.lost} were gone at the end: churn ${figures.churn.value.toFixed(1)}%`);
      const money = (amount = '0'): string => `€${Number(amount).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;
      expect(text).toContain(`Closing MRR ${money(figures.mrr.value.amount)}`);
      expect(text).toContain(`New +${money(figures.mrrMovements['new']?.amount)}`);
      const rows = rowsOf((await viewer.get(`/admin/reports/business.csv?${RANGE}&interval=quarter`)).body);
      expect(rows.map(({ part }) => part)).toEqual(['whole', 'period before', 'part', 'part', 'part', 'part']);
      expect(rows[0]).toMatchObject({ churn: String(figures.churn.value), mrr: String(Number(figures.mrr.value.amount)), lost: String(customers.lost) });
    });

    it('shows the other variant of churn where its link asks for it', async () => {
      expect(words((await owner.get(`/admin/reports/business?${RANGE}&churn=end`)).body)).toContain('customers were there at the end');
    });
  });

  it('shows churn lift, money at risk and business figures beside the scores, once there are some', async () => {
    const other = await anAccount(test.app, { name: 'Late' });
    const agent = await agentOf('viewer', other._id);
    await settleCompany(test, other._id, createCompany({ seed: 4, customers: 120, ...API }));
    const shown = await eventually('both are worked out', async () => {
      const text = words((await agent.get('/admin/reports')).body);
      return !text.includes('being worked out') && text;
    });
    expect(shown).toMatch(/Business in this period Churn [\d.]+%.* MRR €[\d,.]+ CLV : CAC [\d.]+/);
    expect(shown).toMatch(/Order delivered .*Churn lift ([\d.]+× 95 % interval [\d.]+× to [\d.]+×|not enough answers) MRR at risk €[\d,.]+ customers: \d+/);
    expect(shown).toContain('More about outcomes');
  }, 120_000);

  it('stores nothing for being looked at', async () => {
    const names = ['responses', 'rollups', 'events', 'outcomeSheets', 'factSheets', 'outcomesRevisions', 'factsRevisions'];
    const count = async () => Promise.all(names.map((name) => stored(name).countDocuments({})));
    const before = await count();
    for (const path of ['', '/outcomes', '/outcomes/support', '/outcomes/support/customers', '/business', '/business.csv']) await owner.get(`/admin/reports${path}`);
    expect(await count()).toEqual(before);
  });
});
