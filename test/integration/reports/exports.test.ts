/** Tables for programs: the cells of the pages' files, with the parameters of the API's reports. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompany } from '../../../src/demo/company.ts';
import type { Agent } from '../../support/browser-agent.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { settleCompany } from '../../support/company-account.ts';
import { openCsv, openXlsx } from '../../support/report-files.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const RANGE = 'from=2025-01-01&to=2026-01-01';
const PAGE_RANGE = 'from=2025-01-01&through=2025-12-31';
const FORMULA = '=HYPERLINK("http://x.example")';

let test: TestApp;
let account: string;
let owner: Agent;
let reader: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
  test.clock.set('2026-01-01T12:00:00Z');
  account = (await anAccount(test.app))._id;
  owner = await signedInAgent(test, account, 'owner');
  reader = await apiClient(test, account, 'read');
  await settleCompany(test, account, createCompany({ seed: 5, customers: 150, from: '2025-01-01', to: '2026-01-01', monthlyChurn: 0.04, activityFrom: '2025-11-01' }));
}, 240_000);
afterAll(() => test.close());

const cellsOf = async (path: string) => (await openCsv(test.url, reader.key, `/api/v1/exports/${path}`)).cells;
const pageCells = async (path: string) => (await openCsv(test.url, owner, `/admin/reports/${path}`)).cells;

describe('exports of reports', () => {
  it('hold the cells of the pages’ files for the same parameters', async () => {
    const [head, ...byTouchpoint] = await cellsOf(`scores.csv?${RANGE}&interval=quarter&compare=previous&groupBy=touchpoint`);
    const [, ...pooled] = await cellsOf(`scores.csv?${RANGE}&interval=quarter&compare=previous`);
    expect([head, ...byTouchpoint, ...pooled]).toEqual(await pageCells(`scores.csv?${PAGE_RANGE}&interval=quarter`));
    expect(pooled.length).toBeGreaterThan(4);
    expect(await cellsOf(`outcomes.csv?${RANGE}&horizon=180`)).toEqual(await pageCells(`outcomes.csv?${PAGE_RANGE}&horizon=180`));
    expect(await cellsOf(`outcomes.csv?${RANGE}&rows=figures&touchpoint=relationship`)).toEqual(await pageCells(`outcomes/relationship/figures.csv?${PAGE_RANGE}`));
    const business = await pageCells(`business.csv?${PAGE_RANGE}&interval=quarter`);
    expect(await cellsOf(`business.csv?${RANGE}&compare=previous`)).toEqual(business.slice(0, 2));
    expect((await cellsOf(`business.csv?${RANGE}&compare=previous&interval=quarter`)).slice(1)).toEqual(business.slice(3));
  });

  it.each(['scores', 'business', 'outcomes', 'responses'])('of %s are the same in both formats', async (kind) => {
    const xlsx = await openXlsx(test.url, reader.key, `/api/v1/exports/${kind}.xlsx?${RANGE}`);
    expect(xlsx.cells.length).toBeGreaterThan(1);
    expect(xlsx.cells.map((row) => row.map(String))).toEqual(await cellsOf(`${kind}.csv?${RANGE}`));
    expect([xlsx.fileName, xlsx.formulas]).toEqual([`${kind}-2026-01-01.xlsx`, 0]);
  });

  it('name the groups of business figures', async () => {
    const [head = [], ...rows] = await cellsOf(`business.csv?${RANGE}&groupBy=clvTier`);
    expect(new Set(rows.map((row) => row[head.indexOf('group')])).size).toBeGreaterThan(2);
  });
});

describe('exports of answers', () => {
  it('are all of them, whatever their number, or those asked for, with nothing that a spreadsheet would run', async () => {
    const other = (await anAccount(test.app, { segmentKeys: ['plan'] }))._id;
    await aSurvey(test.app, other);
    const api = await apiClient(test, other, 'write');
    for (let index = 0; index < 3; index += 1) {
      await api.post('/api/v1/responses', { survey: 'nps', customer: { externalId: `c-${index}` }, score: index === 0 ? 2 : 9, properties: { plan: index === 1 ? 'pro' : 'free' }, comment: index === 0 ? FORMULA : null, respondedAt: `2025-12-0${index + 1}T10:00:00Z` });
    }
    const rows = async (query: string) => (await api.get(`/api/v1/exports/responses.csv${query}`)).text.trim().split('\n').slice(1);
    expect(await rows('')).toHaveLength(3);
    expect(await rows('?category=detractor')).toEqual([expect.stringContaining(`"'${FORMULA.replaceAll('"', '""')}"`)]);
    for (const query of ['?hasComment=true', '?where=property:plan:pro', '?to=2025-12-02', '?from=2025-12-03']) expect(await rows(query), query).toHaveLength(1);
    const all = await rows('');
    expect(all.map((row) => row.split(',')[1])).toEqual(all.map((row) => row.split(',')[1]).toSorted().toReversed());
    expect((await cellsOf('responses.csv')).length).toBeGreaterThan(401);
  });
});

describe('an export that cannot be given out', () => {
  it.each(['pdf', 'docx'])('as %s says what there is instead', async (format) => {
    expect(await reader.get(`/api/v1/exports/scores.${format}`)).toMatchObject({ status: 404, body: { detail: expect.stringContaining('scores.csv or scores.xlsx') } });
  });

  it('names the address, the method or the parameter that is wrong', async () => {
    expect((await reader.get('/api/v1/exports/nothing.csv')).status).toBe(404);
    expect((await reader.post('/api/v1/exports/scores.csv')).status).toBe(405);
    for (const [path, pointer] of [['responses.csv?score=3', '/query/score'], ['outcomes.xlsx?horizon=31', '/query/horizon'], ['business.csv?where=property:secret:x', '/query/where'], ['scores.csv?from=2026-02-30', '/query/from']] as const) {
      expect(await reader.get(`/api/v1/exports/${path}`), path).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    }
  });
});
