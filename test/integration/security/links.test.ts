import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { signToken } from '../../../src/platform/token.ts';
import { commandsOf } from '../../support/commands.ts';
import { invited, stored, surveyUrl, unsubscribeUrl } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let survey: string;
let unsubscribe: string;
beforeAll(async () => {
  test = await openTestApp({ monitorCommands: true });
  const account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
  const invitation = await invited(test.app, account);
  await sendDue(test.app);
  survey = surveyUrl(test.app, invitation);
  unsubscribe = unsubscribeUrl(test.app, invitation);
});
afterAll(() => test.close());

const altered = (url: string): string => url.replace(/.(?=.{3}$)/, (character) => (character === 'A' ? 'B' : 'A'));
const forged = (): string[] => [
  altered(survey), altered(unsubscribe), survey.slice(0, -1), survey.split('.').slice(0, -1).join('.'), `${test.url}/s/none`, `${test.url}/u/none`, `${test.url}/s/${'x'.repeat(5000)}`,
  // Of one purpose for the other.
  survey.replace('/s/', '/u/'), unsubscribe.replace('/u/', '/s/'),
  `${test.url}/s/${signToken('another secret '.repeat(3), 'survey', 'x')}`,
];

describe('a forged link', () => {
  it('costs no look into the database, by GET, HEAD and POST', async () => {
    for (const url of forged()) {
      for (const method of ['GET', 'HEAD', 'POST']) {
        const sent = await commandsOf(async () => {
          const response = await fetch(url, { method, redirect: 'manual', ...(method === 'POST' ? { body: new URLSearchParams({ score: '9', form: 'x' }) } : {}) });
          expect(response.status, `${method} ${url}`).toBe(404);
        });
        // Workers and watchers of this process ask about themselves.
        expect(sent.filter((command) => /invitations|customers|responses|surveys|suppressions/.test(command)), `${method} ${url}`).toEqual([]);
      }
    }
  });

  it('is answered like one that is signed and leads to nothing', async () => {
    const read = async (url: string): Promise<unknown> => {
      const response = await fetch(url);
      return [response.status, await response.text(), [...response.headers.keys()].toSorted()];
    };
    await stored('invitations').deleteMany({});
    expect(await read(altered(survey))).toEqual(await read(survey));
    expect(await read(altered(unsubscribe))).toEqual(await read(unsubscribe));
  });
});
