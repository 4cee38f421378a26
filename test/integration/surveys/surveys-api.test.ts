import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apiClient, openApiOf, type ApiClient } from '../../support/api-client.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'write');
  await api.put('/api/v1/touchpoints/delivery', { name: 'Delivery' });
});
afterAll(async () => test.close());

const at = (key: string) => `/api/v1/surveys/${key}`;
const pointers = (body: { errors?: { pointer: string }[] }) => (body.errors ?? []).map(({ pointer }) => pointer);

describe('PUT', () => {
  it('fills a survey in from metric and touchpoint alone', async () => {
    const { status, body } = await api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      key: 'nps', version: 1, metric: 'nps', touchpoint: 'delivery', status: 'active', scale: { min: 0, max: 10 }, trigger: { type: null, where: [] }, delay: '0m', sendingWindow: null,
      samplePercent: 100, coolDown: [], reminders: [], expiresAfter: '30d', maxLateness: '72h', protection: 'strict', onAmbiguous: 'hold',
    });
    for (const language of ['en', 'ar', 'fa', 'pl']) {
      expect(body.question[language]).toMatch(/\S/);
      expect(body.labels.low[language]).toMatch(/\S/);
      expect(body.thankYou.detractor[language]).toMatch(/\S/);
    }
  });

  it.each([['csat', { min: 1, max: 5 }], ['ces', { min: 1, max: 7 }]])('gives %s its scale', async (metric, scale) => {
    expect((await api.put(at('s'), { metric, touchpoint: 'delivery' })).body.scale).toEqual(scale);
  });

  it('takes the example of the document', async () => {
    const document = await openApiOf(test);
    const operation = document.paths['/api/v1/surveys/{key}']?.['put'] as unknown as { requestBody: { content: Record<string, { example: unknown }> } };
    const { status, body } = await api.put(at('from-the-docs'), operation.requestBody.content['application/json']?.example);
    expect(status).toBe(201);
    expect(body).toMatchObject({ delay: '2h', coolDown: [{ since: 'invitation', across: 'account', days: 30 }] });
  });

  it('is the same twice as once, and takes back what it handed out', async () => {
    const { body: first } = await api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery', reminders: ['3d', '7d'] });
    const { status, body: second } = await api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery', reminders: ['3d', '7d'] });
    expect(status).toBe(200);
    expect(second).toEqual({ ...first, updatedAt: second.updatedAt });
    const { key: _key, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...input } = second;
    const { body: third } = await api.put(at('nps'), input);
    expect(third).toEqual({ ...second, updatedAt: third.updatedAt });
  });

  it('makes a version for another wording, none for another sending policy', async () => {
    await api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery' });
    expect((await api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery', delay: '2h' })).body.version).toBe(1);
    expect((await api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery', question: { en: 'How likely?' } })).body.version).toBe(2);
    expect((await api.put(at('nps'), { metric: 'csat', touchpoint: 'delivery' })).body.version).toBe(3);
    const { body } = await api.get(`${at('nps')}/versions`);
    expect(body.data.map(({ version, metric }: { version: number; metric: string }) => [version, metric])).toEqual([[1, 'nps'], [2, 'nps'], [3, 'csat']]);
    expect(body.data[1].question).toEqual({ en: 'How likely?' });
  });

  it('keeps one survey when several processes put it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery' })));
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect((await api.get('/api/v1/surveys')).body.data).toHaveLength(1);
    expect((await api.get(`${at('nps')}/versions`)).body.data).toHaveLength(1);
  });

  it.each([
    [{ touchpoint: 'delivery' }, ['/metric']],
    [{ metric: 'nps' }, ['/touchpoint']],
    [{ metric: 'stars', touchpoint: 'delivery' }, ['/metric']],
    [{ metric: 'nps', touchpoint: 'nowhere' }, ['/touchpoint']],
    [{ metric: 'nps', touchpoint: 'delivery', coolDwon: [] }, ['/coolDwon']],
    [{ metric: 'nps', touchpoint: 'delivery', scale: { min: 1, max: 5 } }, ['/scale']],
    [{ metric: 'nps', touchpoint: 'delivery', delay: 'soon' }, ['/delay']],
    [{ metric: 'nps', touchpoint: 'delivery', delay: { days: 400, at: '09:00' } }, ['/delay/days']],
    [{ metric: 'nps', touchpoint: 'delivery', samplePercent: 101 }, ['/samplePercent']],
    [{ metric: 'nps', touchpoint: 'delivery', sendingWindow: { days: [8], from: '09:00', to: '18:00' } }, ['/sendingWindow/days/0', '/sendingWindow']],
    [{ metric: 'nps', touchpoint: 'delivery', reminders: ['7d', '3d'] }, ['/reminders']],
    [{ metric: 'nps', touchpoint: 'delivery', question: { en: '{{constructor}}' } }, ['/question/en']],
    [{ metric: 'nps', touchpoint: 'delivery', question: { en: 'a\u0000b' } }, ['/question/en']],
    [{ metric: 'nps', touchpoint: 'delivery', trigger: { where: [{ path: 'customer.__proto__', op: 'regex', value: 1 }] } }, ['/trigger/where/0/op']],
    [{ metric: 'nps', touchpoint: 'delivery', thankYou: { satisfied: { en: 'Thanks' } } }, ['/thankYou/satisfied']],
    [[], ['']],
    ['text', ['']],
  ])('refuses %j by pointing at the field', async (input, expected) => {
    const { status, body } = await api.put(at('nps'), typeof input === 'string' ? JSON.stringify(input) : input);
    expect(status).toBe(422);
    expect(pointers(body)).toEqual(expected);
    for (const { detail } of body.errors) expect(detail).toMatch(/\S/);
  });
});

describe('POST preview', () => {
  beforeEach(async () => {
    await api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery' });
  });

  it.each([['en', 'ltr'], ['ar', 'rtl'], ['fa', 'rtl'], ['pl', 'ltr']])('shows mail and page in %s', async (language, dir) => {
    const { status, body } = await api.post(`${at('nps')}/preview`, { language });
    expect(status).toBe(200);
    const { body: survey } = await api.get(at('nps'));
    expect(body.language).toBe(language);
    expect(body.subject).toMatch(/\S/);
    for (const part of [body.html, body.page]) {
      expect(part).toContain(`dir="${dir}"`);
      expect(part.replaceAll(/[\u200e\u200f]/g, '')).toContain(survey.question[language].replaceAll('{{company}}', 'Acme'));
    }
    expect(body.text).toContain('?score=10');
    expect(body.html).toContain('?score=0');
  });

  it('shows the reminder, the first language of the account without one, and another where it is not worded', async () => {
    const { body: invitation } = await api.post(`${at('nps')}/preview`, {});
    const { body: reminder } = await api.post(`${at('nps')}/preview`, { kind: 'reminder' });
    expect(invitation.language).toBe('en');
    expect(reminder.subject).not.toBe(invitation.subject);
    expect((await api.post(`${at('nps')}/preview`, { language: 'de' })).body.language).toBe('en');
  });

  it('shows nothing of a survey that is not there, and refuses what it does not know', async () => {
    expect((await api.post(`${at('none')}/preview`, {})).status).toBe(404);
    expect(pointers((await api.post(`${at('nps')}/preview`, { kind: 'letter', lang: 'en' })).body).toSorted()).toEqual(['/kind', '/lang']);
  });

  it('hands out links that nobody can answer', async () => {
    const { body } = await api.post(`${at('nps')}/preview`, {});
    const link = /http[^\s"]+\/s\/[^\s"?]+/.exec(body.text)?.[0] ?? '';
    expect((await fetch(link)).status).toBe(404);
  });
});

it('keeps accounts apart', async () => {
  await api.put(at('nps'), { metric: 'nps', touchpoint: 'delivery' });
  const other = await apiClient(test, (await anAccount(test.app))._id, 'write');
  for (const path of [at('nps'), `${at('nps')}/versions`]) expect((await other.get(path)).status).toBe(404);
  expect((await other.post(`${at('nps')}/preview`, {})).status).toBe(404);
  expect((await other.get('/api/v1/surveys')).body.data).toEqual([]);
  expect(pointers((await other.put(at('nps'), { metric: 'nps', touchpoint: 'delivery' })).body)).toEqual(['/touchpoint']);
});
