/** Two people who have the same form open: whoever saves second is told, loses nothing, and overwrites only knowingly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldsOn, tokenOn, type Agent } from '../../support/browser-agent.ts';
import { furnish } from '../../support/furnished-account.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let owner: Agent;
let other: Agent;
let ids: Record<string, string[]>;
beforeAll(async () => {
  test = await openTestApp();
  const account = (await anAccount(test.app))._id;
  ids = await furnish(test, account);
  [owner, other] = await Promise.all([signedInAgent(test, account, 'owner'), signedInAgent(test, account, 'admin')]);
});
afterAll(() => test.close());

const MAPPING = (id: string): string => JSON.stringify({ fields: { id: { path: id }, occurredAt: { path: 'at' } } });

interface Editor {
  page(): string;
  /** Where its form goes, if not to the page itself. */
  action?(): string;
  theirs: Record<string, string>;
  mine: Record<string, string>;
}

const EDITORS: Record<string, Editor> = {
  survey: { page: () => '/admin/surveys/theirs', theirs: { samplePercent: '40' }, mine: { samplePercent: '70' } },
  goal: { page: () => `/admin/goals/${ids['goals']?.[0]}`, theirs: { target: '11' }, mine: { target: '12' } },
  'tag rule': { page: () => '/admin/answers/tag-rules/their-tag', theirs: { words: 'late' }, mine: { words: 'slow' } },
  general: { page: () => '/admin/account', action: () => '/admin/account/general', theirs: { name: 'Theirs' }, mine: { name: 'Mine' } },
  dates: { page: () => '/admin/account', action: () => '/admin/account/dates', theirs: { weekStart: '6' }, mine: { weekStart: '7' } },
  branding: { page: () => '/admin/account', action: () => '/admin/account/branding', theirs: { companyName: 'Theirs' }, mine: { companyName: 'Mine' } },
  sender: { page: () => '/admin/account', action: () => '/admin/account/sender', theirs: { senderName: 'Theirs' }, mine: { senderName: 'Mine' } },
  source: { page: () => `/admin/sources/${ids['sources']?.[0]}`, action: () => `/admin/sources/${ids['sources']?.[0]}/settings`, theirs: { name: 'Theirs' }, mine: { name: 'Mine' } },
  mapping: { page: () => `/admin/sources/${ids['sources']?.[0]}/mapping`, theirs: { mapping: MAPPING('a'), do: 'save' }, mine: { mapping: MAPPING('b'), do: 'save' } },
  fetching: {
    page: () => `/admin/sources/${ids['sources']?.[0]}/pull`,
    theirs: { kind: 'url', url: 'https://theirs.example.com/a.csv' }, mine: { kind: 'url', url: 'https://mine.example.com/a.csv' },
  },
  case: { page: () => `/admin/cases/${ids['cases']?.[0]}`, theirs: { rootCause: 'theirs' }, mine: { rootCause: 'mine' } },
};

/** The form of a page that goes to `action`. */
function formOn(body: string, action: string): Record<string, string> {
  const from = body.search(new RegExp(`action="${action}(?:#\\w+)?"`));
  expect(from, `a form to ${action}`).toBeGreaterThan(0);
  return { ...fieldsOn(body.slice(from, body.indexOf('</form>', from))), _csrf: tokenOn(body) };
}

describe('a form that somebody else saved meanwhile', () => {
  it.each(Object.entries(EDITORS))('%s: is shown again with what was written, and saved when it is sent again', async (_, { page, action = page, theirs, mine }) => {
    const [opened, open] = [formOn((await owner.get(page())).body, action()), formOn((await other.get(page())).body, action())];
    expect((await other.post(action(), { ...open, ...theirs })).status).toBe(303);
    const refused = await owner.post(action(), { ...opened, ...mine });
    const [field, value] = Object.entries(mine).find(([name]) => !['kind', 'do'].includes(name)) ?? ['', ''];
    const shown = formOn(refused.body, action());
    expect([refused.status, refused.body.includes('Somebody else saved'), shown[field]]).toEqual([409, true, value]);
    // It was their version that stayed.
    expect(formOn((await other.get(page())).body, action())[field]).not.toBe(value);
    expect((await owner.post(action(), { ...shown, ...mine })).status).toBe(303);
  });

  it('retention: asks, and saves nothing, both before and after it told what would be removed', async () => {
    const opened = formOn((await owner.get('/admin/retention')).body, '/admin/retention/look');
    const asked = await owner.post('/admin/retention/look', { ...opened, comments: '400' });
    const theirs = formOn((await other.get('/admin/retention')).body, '/admin/retention/look');
    expect((await other.post('/admin/retention', { ...theirs, comments: '500' })).status).toBe(303);
    const late = await owner.post('/admin/retention', formOn(asked.body, '/admin/retention'));
    expect([late.status, late.body.includes('Somebody else saved')]).toEqual([409, true]);
    expect((await owner.post('/admin/retention/look', { ...opened, comments: '400' })).status).toBe(409);
    expect((await owner.post('/admin/retention', formOn(late.body, '/admin/retention/look'))).status).toBe(303);
    expect(formOn((await other.get('/admin/retention')).body, '/admin/retention/look')['comments']).toBe('400');
  });

  it('a new rule for a tag that has one puts nothing in its place unasked', async () => {
    const { body } = await owner.get('/admin/answers/tag-rules');
    const { status, body: shown } = await owner.post('/admin/answers/tag-rules', { _csrf: tokenOn(body), tag: 'their-tag', words: 'fresh' });
    expect([status, shown.includes('Somebody else saved'), shown.includes('>fresh<')]).toEqual([409, true, true]);
  });
});
