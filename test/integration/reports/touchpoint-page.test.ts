import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LONGEST_NOTE, MOST_NOTES } from '../../../src/domain/note.ts';
import type { Account } from '../../../src/features/accounts/accounts.service.ts';
import { apiClient } from '../../support/api-client.ts';
import type { Agent } from '../../support/browser-agent.ts';
import { seedAnswers } from '../../support/seed.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { decided, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const PAGE = '/admin/reports/touchpoints/delivery';
const NOTES = `${PAGE}/notes`;

let test: TestApp;
let account: Account;
let analyst: Agent;
beforeAll(async () => {
  test = await openTestApp();
  test.clock.set('2026-05-20T12:00:00Z');
  account = await anAccount(test.app, { timeZone: 'UTC', segmentKeys: ['plan'] });
  await seedAnswers(test.app, test.clock, account._id, [
    { key: 'delivery', name: 'Delivery', survey: { metric: 'nps', trigger: { type: null }, coolDown: [{ since: 'invitation', across: 'survey', days: 30 }] }, weeks: [{ invited: 40, scores: Array.from({ length: 36 }, () => 10) }, { invited: 40, scores: Array.from({ length: 34 }, () => 2) }], comments: ['Late', 'Wet'] },
    { key: 'support', name: 'Support', survey: { metric: 'csat' }, weeks: [{ invited: 4, scores: [5, 4, 1] }] },
  ]);
  // The same customer twice: the second time nobody is asked.
  for (const id of ['first', 'second']) await decided(test.app, account._id, { id, touchpoint: 'delivery', customer: { externalId: 'twice', email: 'twice@example.com' } });
  const api = await apiClient(test, account._id);
  for (const [plan, score] of [['pro', 9], ['pro', 10], ['team', 3]] as const) {
    await api.post('/api/v1/responses', { survey: 'survey-delivery', customer: { externalId: `${plan}-${score}` }, score, properties: { plan }, respondedAt: '2026-05-19T10:00:00Z' });
  }
  analyst = await signedInAgent(test, account._id, 'analyst');
});
afterAll(() => test.close());

/** Text of a page as a reader sees it. */
const words = (html: string): string => html.replace(/<(title|select)\b.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' ').replace(/[\u200e\u061c]/g, '').replace(/\s+/g, ' ');
const page = async (query = '', agent = analyst): Promise<string> => words((await agent.get(`${PAGE}${query}`)).body);

describe('the page of a touchpoint', () => {
  it('leads from the interaction to the comment, with the reasons why nobody was asked', async () => {
    const text = await page();
    expect(text).toMatch(/Decisions of the surveys here 82 Not asked: [^0-9]*1 1\.2% Invited 81 98\.8%/);
    expect(text).toMatch(/Sent 80 Bounced 0 0\.0% Answered 70 87\.5% Answered with a comment 2 2\.5%/);
    expect(text).toContain('Clicks are not kept');
  });

  it('puts the values of each declared segment side by side', async () => {
    const text = await page();
    expect(text).toMatch(/plan Net Promoter Score \(NPS\), asked on a scale of 0 to 10 pro answers: 2 100 .* team answers: 1/);
  });

  it('compares two periods and two groups in words', async () => {
    const week = 'from=2026-05-14&through=2026-05-20';
    expect(await page(`?${week}&days=previous`)).toMatch(/All answers, 14 May 2026 to 20 May 2026: .* The first is clearly lower: a difference of −\d+ points \(95 % interval −\d+ to −\d+; p below 0\.001\)/);
    expect(await page(`?${week}&days=same&first=property%3Aplan%3Apro&second=property%3Aplan%3Ateam`)).toContain('Too few answers to tell');
    expect(await page(`?${week}&days=same&first=property%3Aplan%3Apro`)).toContain('Both hold the same answers');
    expect(await page(`?${week}&days=other&from2=2026-05-30&through2=2026-05-01`)).toContain('Please choose two days');
    expect(await page(`?${week}&days=other&from2=2026-05-07&through2=2026-05-13`)).toContain('clearly lower');
  });

  it('says how its figures are computed', async () => {
    expect(await page()).toContain('Share of promoters (score from 9) minus share of detractors (score up to 6)');
    expect(words((await analyst.get('/admin/reports')).body)).toContain('How is this computed?');
  });

  it('marks the beginning of a survey and of its versions', async () => {
    expect(await page('?from=2026-05-01&through=2026-05-20')).toContain('The survey survey-delivery begins');
    await aSurvey(test.app, account._id, { metric: 'nps', touchpoint: 'delivery', question: { en: 'New?' } }, 'survey-delivery');
    expect(await page('?from=2026-05-01&through=2026-05-20')).toContain('Version 2 of the survey survey-delivery begins');
  });
});

describe('notes on the trend', () => {
  const form = { day: '2026-05-12', text: 'New carrier', place: '' };

  it('are added, shown where they belong, and deleted', async () => {
    expect((await analyst.submit(NOTES, NOTES, form)).location).toBe(`${NOTES}?done=added`);
    expect((await analyst.submit(NOTES, NOTES, { ...form, day: '2026-05-13', text: 'New prices <b>', place: 'everywhere' })).location).toBe(`${NOTES}?done=added`);
    const text = await page();
    expect(text).toMatch(/12 May 2026 : New carrier \(by Person \d+\)/);
    expect(text).toMatch(/New prices &lt;b&gt; \(by Person \d+, all touchpoints\)/);
    const support = words((await analyst.get('/admin/reports/touchpoints/support')).body);
    expect([support.includes('New carrier'), support.includes('New prices')]).toEqual([false, true]);
    expect(await page('?from=2026-05-13&through=2026-05-20')).not.toContain('New carrier');

    const note = await stored('notes').findOne({ accountId: account._id, text: 'New carrier' });
    const at = `/admin/reports/notes/${note?._id}/delete`;
    expect((await analyst.get(`${at}?from=delivery`)).body).toContain('New carrier');
    expect((await analyst.submit(`${at}?from=delivery`, `${at}?from=delivery`, {})).location).toBe(`${NOTES}?done=removed`);
    expect(await page()).not.toContain('New carrier');
    expect((await analyst.get(at)).status).toBe(404);
  });

  it.each([[{ day: '2026-02-30' }, 'day'], [{ text: ' ' }, 'text'], [{ text: 'two\nlines' }, 'text'], [{ text: 'x'.repeat(LONGEST_NOTE + 1) }, 'text']])('are refused as %j, and what was typed stays', async (change, field) => {
    const before = await stored('notes').countDocuments({ accountId: account._id });
    const { status, body } = await analyst.submit(NOTES, NOTES, { ...form, ...change });
    expect([status, body.includes(`id="${field}-problem"`), body.includes('role="alert"')]).toEqual([422, true, true]);
    expect(await stored('notes').countDocuments({ accountId: account._id })).toBe(before);
  });

  it('are at most so many', async () => {
    const other = (await anAccount(test.app))._id;
    await aSurvey(test.app, other);
    await stored('notes').insertMany(Array.from({ length: MOST_NOTES }, (_, index) => ({ _id: `${other}-${index}`, accountId: other, touchpoint: null, day: '2026-05-01', text: 'x', by: { id: 'x', name: 'x' }, createdAt: new Date() })));
    const agent = await signedInAgent(test, other, 'owner');
    const at = '/admin/reports/touchpoints/checkout/notes';
    const { status, body } = await agent.submit(at, at, form);
    expect([status, body.includes('500 notes already')]).toEqual([422, true]);
  });

  it('are written by analysts, admins and owners, and read by all', async () => {
    const viewer = await signedInAgent(test, account._id, 'viewer');
    expect((await viewer.get(NOTES)).status).toBe(403);
    expect((await viewer.submit('/admin/reports', NOTES, form)).status).toBe(403);
    expect((await analyst.post(NOTES, form)).status).toBe(403);
    const text = await page('', viewer);
    expect([text.includes('New prices'), text.includes('Add or delete notes')]).toEqual([true, false]);
    expect((await analyst.get('/admin/reports/touchpoints/nowhere/notes')).status).toBe(404);
  });
});
