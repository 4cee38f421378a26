/** Fourteen ways in which programs open and press what is in a mail, before people do: they change nothing, and nobody is locked out by them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf } from '../../../src/domain/period.ts';
import { openFollowUpsOfEvents } from '../../../src/features/follow-ups/open-follow-ups.job.ts';
import { sendOpenFollowUps } from '../../../src/features/follow-ups/send-follow-ups.job.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import type { Invitation } from '../../../src/features/invitations/invitations.service.ts';
import { findScores } from '../../../src/features/reports/reports.queries.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { createUser } from '../../../src/features/users/users.service.ts';
import { commandsOf } from '../../support/commands.ts';
import { inLanes } from '../../support/lanes.ts';
import { size } from '../../support/size.ts';
import { formOn, invitedMany, postForm, stored, surveyUrl, unsubscribeUrl } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, recordingMailer, type TestApp } from '../../support/test-app.ts';

const MAILS = size(20, 1000);
const FLOOD = 200;
/** Filters look at many mails of an office at once. */
const AT_ONCE = 10;
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
/** Of a security service, which people in the same office come from too. */
const OFFICE = '203.0.113.7';
const SCORES = [0, 5, 10];

let test: TestApp;
const mailer = recordingMailer();
/** Stands still unless a test moves it: how fast this machine is must not decide who is a person. */
let instant = Date.now();
beforeAll(async () => {
  test = await openTestApp({ mailer, now: () => new Date(instant), monitorCommands: true, env: { TRUST_PROXY: '1' } });
});
afterAll(async () => test.close());

interface Link {
  survey: string;
  unsubscribe: string;
}

const linksOf = (invitation: Invitation): Link => ({ survey: surveyUrl(test.app, invitation), unsubscribe: unsubscribeUrl(test.app, invitation) });
const allOf = ({ survey, unsubscribe }: Link): string[] => [...SCORES.map((score) => `${survey}?score=${score}`), survey, unsubscribe];

async function open(url: string, { method = 'GET', ip = OFFICE, headers = {} }: { method?: string; ip?: string; headers?: Record<string, string> } = {}): Promise<string> {
  const reply = await fetch(url, { method, redirect: 'follow', headers: { 'X-Forwarded-For': ip, 'User-Agent': CHROME, ...headers } });
  expect(reply.status, `${method} ${url}`).toBe(200);
  return reply.text();
}

/** Presses a button at once, whatever it is asked. */
async function press(url: string, fields: Record<string, string>, ip = OFFICE): Promise<void> {
  const page = await open(url, { ip });
  const first = await postForm(url, { ...fields, form: formOn(page) }, { userAgent: CHROME, ip });
  const html = await first.text();
  if (html.includes('name="form"')) await (await postForm(url, { ...fields, form: formOn(html) }, { userAgent: CHROME, ip })).text();
}

const each = async (urls: readonly string[], options?: Parameters<typeof open>[1]): Promise<void> => {
  for (const url of urls) await open(url, options);
};

const PROFILES: Record<string, (link: Link, index: number) => Promise<void>> = {
  'that open every link': (link) => each(allOf(link)),
  'that ask for the head of every link': (link) => each(allOf(link), { method: 'HEAD' }),
  'that look like Chrome': (link) => each(allOf(link), { headers: { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Site': 'none', 'Sec-Fetch-User': '?1', 'Accept': 'text/html' } }),
  'that prefetch': (link) => each(allOf(link), { headers: { 'Sec-Purpose': 'prefetch', 'Purpose': 'prefetch' } }),
  'that prerender': (link) => each(allOf(link), { headers: { 'Sec-Purpose': 'prefetch;prerender' } }),
  'without a name': (link) => each(allOf(link), { headers: { 'User-Agent': '' } }),
  'with a name of their own': (link) => each(allOf(link), { headers: { 'User-Agent': 'Mozilla/5.0 (compatible; BarracudaSentinel/1.0)' } }),
  'from several addresses at once': (link) => Promise.all([1, 2, 3, 4, 5].map((last) => each(allOf(link), { ip: `198.51.100.${last}` }))).then(() => undefined),
  'that come back a minute later': async (link) => {
    await each(allOf(link));
    instant += 60_000;
    await each(allOf(link));
  },
  'that send the first form at once': (link) => press(`${link.survey}?score=0`, { score: '0' }),
  'that press every button at once': async (link) => {
    for (const score of SCORES) await press(`${link.survey}?score=${score}`, { score: String(score), evidence: 'p0k0t0d12a1' });
    await press(link.survey, {});
  },
  'that follow every link of the page, those nobody sees too': async ({ survey }) => {
    const page = await open(survey);
    for (const [, href] of page.matchAll(/<a href="([^"]+)"/g)) await open(new URL(href ?? '', survey).href);
  },
  'that fill in every field and press at once': ({ survey }) => press(survey, { score: '0', comment: 'x', more: 'x' }),
  'that post without opening anything': async ({ survey }, index) => {
    for (const form of ['', 'x', 'a.b']) await (await postForm(survey, { score: String(index % 11), form }, { userAgent: CHROME, ip: OFFICE })).text();
  },
};

describe.each(['strict', 'balanced', 'fast'] as const)('where the protection is %s, scanners', (protection) => {
  let account: string;
  let people: Invitation[];
  let mailsBefore: number;
  beforeAll(async () => {
    account = (await anAccount(test.app))._id;
    await createUser(test.app, account, { email: `boss-${protection}@acme.test`, role: 'owner' });
    await aSurvey(test.app, account, { protection });
    people = await invitedMany(test.app, account, MAILS);
    await sendDue(test.app);
    // What the people of the level before called for.
    await openFollowUpsOfEvents(test.app);
    await sendOpenFollowUps(test.app);
    mailsBefore = mailer.sent.length;
  }, size(60_000, 600_000));

  async function results(): Promise<Record<string, number>> {
    await openFollowUpsOfEvents(test.app);
    await sendOpenFollowUps(test.app);
    return {
      answers: await stored('responses').countDocuments({ accountId: account }),
      suppressions: await stored('suppressions').countDocuments({ accountId: account }),
      ended: await stored('invitations').countDocuments({ accountId: account, status: { $ne: 'sent' } }),
      events: await stored('events').countDocuments({ accountId: account }),
      alerts: mailer.sent.length - mailsBefore,
    };
  }
  const NOTHING = { answers: 0, suppressions: 0, ended: 0, events: 0, alerts: 0 };

  it.each(Object.entries(PROFILES))('%s change nothing', async (_name, scan) => {
    await inLanes([...people.entries()], AT_ONCE, ([index, invitation]) => scan(linksOf(invitation), index));
    expect(await results()).toEqual(NOTHING);
  }, size(60_000, 900_000));

  it('that flood a link are answered, and nothing is written', async () => {
    const [invitation] = people;
    if (!invitation) throw new Error('nobody is invited');
    const url = `${surveyUrl(test.app, invitation)}?score=3`;
    const commands = await commandsOf(async () => {
      await Promise.all(Array.from({ length: FLOOD }, () => open(url)));
    });
    expect(commands.filter((command) => !command.startsWith('find '))).toEqual([]);
    expect(await results()).toEqual(NOTHING);
  });

  it('that follow what nobody sees, read and then press are held back: no number, no alert, no invitation answered', async () => {
    await inLanes(people, AT_ONCE, async (invitation) => {
      const { survey } = linksOf(invitation);
      const page = await open(survey);
      await open(`${survey}/more`);
      instant += 5000;
      expect((await postForm(survey, { score: '0', form: formOn(page) }, { userAgent: CHROME, ip: OFFICE })).status).toBe(303);
    });
    expect(await results()).toEqual({ ...NOTHING, answers: MAILS, events: MAILS });
    expect(await stored('responses').countDocuments({ accountId: account, excluded: null })).toBe(0);
    const { groups } = await findScores(account, { from: dayOf(new Date(instant - 86_400_000), 'UTC'), to: dayOf(new Date(instant + 172_800_000), 'UTC') }, new Date(instant));
    expect(groups.map(({ total: { n, value, responseRatePercent, heldBack } }) => ({ n, value, responseRatePercent, heldBack }))).toEqual([
      { n: 0, value: null, responseRatePercent: 0, heldBack: { count: MAILS, rawValue: -100 } },
    ]);
    // The people of that office come later than its filter.
    instant += 15 * 60_000;
  }, size(60_000, 900_000));

  it('lock nobody out: people with and without scripts, from the same office, on a second device, back again and pressing twice are all counted', async () => {
    const hand = 'p3k0t0d2400';
    const ways: ((url: string, form: string, score: string) => Promise<Response[]>)[] = [
      async (url, form, score) => [await postForm(url, { score, form }, { ip: '192.0.2.10' })],
      async (url, form, score) => [await postForm(url, { score, form, evidence: hand }, { ip: '192.0.2.11' })],
      // From the office whose filter was here before, with the same browser.
      async (url, form, score) => [await postForm(url, { score, form, evidence: hand }, { ip: OFFICE, userAgent: CHROME })],
      // Twice at once.
      async (url, form, score) => Promise.all([postForm(url, { score, form }, { ip: '192.0.2.12' }), postForm(url, { score, form }, { ip: '192.0.2.12' })]),
      // Back, and sent again.
      async (url, form, score) => [await postForm(url, { score, form }, { ip: '192.0.2.13' }), await postForm(url, { score, form }, { ip: '192.0.2.13' })],
      // First on the phone, then at the desk.
      async (url, form, score) => [
        await postForm(url, { score: '1', form, evidence: 'p0k0t2d3000' }, { ip: '192.0.2.14', userAgent: 'Mozilla/5.0 (iPhone)' }),
        await postForm(url, { score, form, evidence: hand }, { ip: '192.0.2.15' }),
      ],
    ];
    await inLanes([...people.entries()], AT_ONCE, async ([index, invitation]) => {
      const url = surveyUrl(test.app, invitation);
      const form = formOn(await open(url, { ip: '192.0.2.20' }));
      instant += 2500;
      const replies = (await ways[index % ways.length]?.(url, form, String(index % 11))) ?? [];
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 303));
    });
    const answers = new Map((await stored('responses').find({ accountId: account }).toArray()).map((answer) => [answer._id, answer]));
    expect(people.map(({ _id }) => answers.get(_id)?.['score'])).toEqual(people.map((_, index) => index % 11));
    expect([...answers.values()].filter(({ excluded, heldBack }) => excluded !== null || heldBack !== undefined)).toEqual([]);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    // A filter that presses again afterwards changes nobody's mind.
    instant += 60_000;
    await inLanes([...people.entries()], AT_ONCE, async ([index, invitation]) => {
      if (index % ways.length !== 2) await PROFILES['that press every button at once']?.(linksOf(invitation), index);
      expect((await stored('responses').findOne({ _id: invitation._id }))?.['score']).toBe(index % 11);
    });
    expect(await stored('suppressions').countDocuments({ accountId: account })).toBe(0);
  }, size(120_000, 900_000));
});
