import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LONGEST_RULE_WORD } from '../../../src/domain/tag.ts';
import { recordAnswer } from '../../../src/features/responses/record-answer.service.ts';
import { tagAnswersOfEvents } from '../../../src/features/tags/tag-answers.job.ts';
import type { Agent } from '../../support/browser-agent.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const RULES = '/admin/answers/tag-rules';
const PREVIEW = '/admin/answers/tags/preview';

let test: TestApp;
let account: string;
let analyst: Agent;
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
  analyst = await signedInAgent(test, account, 'analyst');
  for (const [index, comment] of ['Two days late', 'The box was wet', 'Fine'].entries()) {
    await recordAnswer(test.app, account, { id: `a-${index}`, survey: 'nps', customer: { externalId: `c-${index}` }, score: 5, comment, respondedAt: test.app.now(), interaction: null, properties: {}, channel: 'api' });
  }
  await tagAnswersOfEvents(test.app);
});
afterAll(async () => test.close());

const rules = () => stored('tagRules').find({ accountId: account }, { sort: { tag: 1 } }).toArray();

describe('the pages of tag rules', () => {
  it('preview words without storing anything, then store them', async () => {
    expect((await analyst.get(RULES)).body).toContain('No rule yet');
    const preview = await analyst.submit(RULES, PREVIEW, { tag: '', words: 'late\n\ndelay*' });
    expect(preview.status).toBe(200);
    expect(preview.body).toContain('Of the latest comments (3), 1 would get the tag.');
    expect(preview.body).toContain('Two days late');
    expect(preview.body).toContain('late\n\ndelay*</textarea>');
    expect(await rules()).toEqual([]);
    expect((await analyst.submit(RULES, PREVIEW, { tag: '', words: 'nothing' })).body).toContain('None of the latest comments (3)');
    const saved = await analyst.submit(RULES, RULES, { tag: ' Late  Delivery', words: 'late\r\ndelay*\r\nlate' });
    expect(saved.location).toBe(`${RULES}/late%20delivery?done=saved`);
    expect(await rules()).toMatchObject([{ tag: 'late delivery', words: ['late', 'delay*'], run: null }]);
    expect((await analyst.get(RULES)).body).toContain('not applied to them');
  });

  it.each([[{ tag: '', words: 'late' }, 'A tag has'], [{ tag: 'a,b', words: 'late' }, 'A tag has'], [{ tag: 'a', words: '' }, 'at least one word'], [{ tag: 'a', words: '**' }, 'at least one word'], [{ tag: 'a', words: 'x'.repeat(LONGEST_RULE_WORD + 1) }, 'at least one word'], [{}, 'A tag has']] as [Record<string, string>, string][])(
    'refuse %j and keep what was typed', async (form, text) => {
      const before = await rules();
      const { status, body } = await analyst.submit(RULES, RULES, { ...form });
      expect([status, body.includes(text), body.includes('role="alert"')]).toEqual([422, true, true]);
      expect(await rules()).toEqual(before);
    });

  it('show what the words find, change them, apply them to old answers, and delete the rule', async () => {
    const at = `${RULES}/late%20delivery`;
    expect((await analyst.get(at)).body).toContain('1 would get the tag');
    expect((await analyst.submit(at, `${at}/preview`, { words: 'box' })).body).toContain('The box was wet');
    expect(await rules()).toMatchObject([{ words: ['late', 'delay*'] }]);
    expect((await analyst.submit(at, at, { words: '' })).status).toBe(422);
    expect((await analyst.submit(at, at, { words: 'late\nwet' })).location).toBe(`${at}?done=saved`);
    expect((await analyst.submit(at, `${at}/apply`, {})).location).toBe(`${at}?done=applied`);
    expect((await analyst.get(at)).body).toContain('on its way');
    await tagAnswersOfEvents(test.app);
    expect((await analyst.get(at)).body).toContain('tagged 2 of 3');
    expect((await analyst.get(`${at}/delete`)).body).toContain('Answers that have the tag keep it.');
    expect((await analyst.submit(`${at}/delete`, `${at}/delete`, {})).location).toBe(`${RULES}?done=deleted`);
    expect(await rules()).toEqual([]);
    expect((await analyst.get(at)).status).toBe(404);
    expect(await stored('responses').countDocuments({ accountId: account, tags: 'late delivery' })).toBe(2);
  });

  it('are for analysts, admins and owners', async () => {
    for (const role of ['agent', 'viewer'] as const) {
      const agent = await signedInAgent(test, account, role);
      expect((await agent.get(RULES)).status).toBe(403);
      expect((await agent.submit('/admin/reports', RULES, { tag: 'mine', words: 'x' })).status).toBe(403);
    }
    expect(await rules()).toEqual([]);
  });
});
