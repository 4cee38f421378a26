import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { MOST_NOTES } from '../../../src/domain/note.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const NOTES = '/api/v1/notes';
const NOTE = { touchpoint: 'checkout', day: '2026-05-04', text: 'New carrier' };

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.clock.set('2026-05-20T12:00:00Z');
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'write');
  await aSurvey(test.app, account);
});
afterAll(() => test.close());

const textsOf = async (query = ''): Promise<string[]> => (await api.get(`${NOTES}${query}`)).body.data.map(({ text }: { text: string }) => text);

it('notes are written by a program, stand on the trend beside people’s, and are deleted', async () => {
  const { status, body } = await api.post(NOTES, NOTE);
  expect([status, body]).toEqual([201, { ...NOTE, id: expect.any(String), by: { id: expect.any(String), name: 'test' }, createdAt: expect.stringMatching(/^2026-05-20T12:00:00/) }]);
  expect((await api.get(`${NOTES}/${body.id}`)).body).toEqual(body);
  await api.post('/api/v1/responses', { survey: 'nps', customer: { externalId: 'ada' }, score: 9 });
  const owner = await signedInAgent(test, account, 'owner');
  expect((await owner.get('/admin/reports/touchpoints/checkout')).body).toContain('New carrier');
  expect((await api.delete(`${NOTES}/${body.id}`)).status).toBe(204);
  expect((await api.delete(`${NOTES}/${body.id}`)).status).toBe(404);
  expect((await owner.get('/admin/reports/touchpoints/checkout')).body).not.toContain('New carrier');
  const { data } = (await (await apiClient(test, account, 'admin')).get('/api/v1/audit?area=notes')).body;
  expect(data).toMatchObject([{ action: 'notes.deleted', actor: { kind: 'key' }, subject: 'checkout' }, { action: 'notes.added', after: { day: '2026-05-04', text: 'New carrier' } }]);
});

it('notes are listed by day, of one touchpoint with those of all, of a range, a page at a time', async () => {
  await aSurvey(test.app, account, { touchpoint: 'delivery' }, 'after-delivery');
  for (const [touchpoint, day, text] of [['delivery', '2026-05-03', 'c'], [null, '2026-05-02', 'b'], ['checkout', '2026-05-01', 'a'], ['checkout', '2026-05-03', 'd']] as const) await api.post(NOTES, { touchpoint, day, text });
  expect((await textsOf()).slice(0, 2)).toEqual(['a', 'b']);
  expect(await textsOf('?touchpoint=delivery')).toEqual(['b', 'c']);
  expect(await textsOf('?from=2026-05-02&to=2026-05-03')).toEqual(['b']);
  const first = (await api.get(`${NOTES}?limit=3`)).body;
  const second = (await api.get(`${NOTES}?limit=3&cursor=${first.nextCursor}`)).body;
  expect([first.data.length, second.data.length, second.nextCursor]).toEqual([3, 1, null]);
  expect(new Set([...first.data, ...second.data].map(({ id }: { id: string }) => id)).size).toBe(4);
});

it.each([
  [{ touchpoint: 'nowhere' }, '/touchpoint'], [{ day: '2026-02-30' }, '/day'], [{ day: '1969-12-31' }, '/day'], [{ text: ' ' }, '/text'], [{ text: 'two\nlines' }, '/text'], [{ text: 'x'.repeat(161) }, '/text'], [{ by: 'me' }, '/by'],
])('a note is refused with %j', async (change, pointer) => {
  expect(await api.post(NOTES, { ...NOTE, ...change })).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  expect(await stored('notes').countDocuments({ accountId: account })).toBe(0);
});

it('notes are at most so many, and a key that reads writes none', async () => {
  await stored('notes').insertMany(Array.from({ length: MOST_NOTES }, (_, index) => ({ ...NOTE, _id: `${account}-${index}`, accountId: account, by: { id: 'x', name: 'x' }, createdAt: new Date() })) as never);
  expect(await api.post(NOTES, NOTE)).toMatchObject({ status: 422, body: { errors: [{ detail: expect.stringContaining('delete one first') }] } });
  const reader = await apiClient(test, account, 'read');
  expect([(await reader.get(`${NOTES}?limit=1`)).status, (await reader.post(NOTES, NOTE)).status, (await reader.delete(`${NOTES}/${account}-0`)).status]).toEqual([200, 403, 403]);
});
