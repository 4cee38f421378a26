/** Mail scanners open every link, run scripts and press buttons; people come after them, from the same address. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFollowUpsOfEvents } from '../../src/features/follow-ups/open-follow-ups.job.ts';
import { sendOpenFollowUps } from '../../src/features/follow-ups/send-follow-ups.job.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import { createUser } from '../../src/features/users/users.service.ts';
import type { Message } from '../../src/platform/mailer.ts';
import { openBrowser } from '../support/browser.ts';
import { inLanes } from '../support/lanes.ts';
import { formOn, invitedMany, postForm, stored } from '../support/spine.ts';
import { anAccount, aSurvey, openTestApp, recordingMailer, type TestApp } from '../support/test-app.ts';

const MAILS = 20;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0',
  'Mozilla/5.0 (compatible; BarracudaSentinel/1.0)',
  'Mimecast URL Protect',
  '',
];
/** Browsers open at once. */
const LANES = 3;

let test: TestApp;
let browser: Browser;
let account: string;
const mailer = recordingMailer();
/** Stands still unless a test moves it: how fast this machine is must not decide who is a person. */
let instant = Date.now();
beforeAll(async () => {
  test = await openTestApp({ mailer, now: () => new Date(instant) });
  browser = await openBrowser();
  account = (await anAccount(test.app))._id;
  await createUser(test.app, account, { email: 'boss@acme.test', role: 'owner' });
  await aSurvey(test.app, account);
  await invitedMany(test.app, account, MAILS);
  await sendDue(test.app);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await test?.close();
});

const mails = (): Message[] => mailer.sent.slice(0, MAILS);

function linksIn({ html, text }: Message): string[] {
  const found = [...html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&').matchAll(/href="(http[^"]+)"/g), ...text.matchAll(/(http\S+)/g)];
  return [...new Set(found.map((match) => match[1] ?? ''))];
}

const surveyLinks = (mail: Message): string[] => linksIn(mail).filter((link) => link.includes('/s/') && link.includes('score='));

async function results(): Promise<Record<string, number>> {
  await openFollowUpsOfEvents(test.app);
  await sendOpenFollowUps(test.app);
  return {
    answers: await stored('responses').countDocuments({}),
    suppressions: await stored('suppressions').countDocuments({}),
    cancelled: await stored('invitations').countDocuments({ status: { $ne: 'sent' } }),
    alerts: mailer.sent.slice(MAILS).length,
  };
}

const NOTHING = { answers: 0, suppressions: 0, cancelled: 0, alerts: 0 };

describe('mail scanners', () => {
  it('that fetch every link of every mail, by GET and by HEAD, change nothing', async () => {
    expect(mails()).toHaveLength(MAILS);
    const links = mails().flatMap(linksIn);
    // Eleven scores and the unsubscribe link, at least.
    expect(links.length).toBeGreaterThanOrEqual(MAILS * 12);
    await inLanes(links, 8, async (link) => {
      for (const userAgent of AGENTS) {
        for (const method of ['HEAD', 'GET']) {
          const reply = await fetch(link, { method, redirect: 'follow', headers: { 'User-Agent': userAgent } });
          await reply.arrayBuffer();
          expect(reply.status, `${method} ${link}`).toBe(200);
        }
      }
    });
    expect(await results()).toEqual(NOTHING);
  });

  it('that open links in Chromium, scripts and all, change nothing', async () => {
    const context = await browser.newContext();
    await inLanes(mails(), LANES, async (mail) => {
      const page = await context.newPage();
      const links = surveyLinks(mail);
      for (const link of [links[0], links.at(-1), linksIn(mail).find((each) => each.includes('/u/'))]) {
        await page.goto(link ?? '', { waitUntil: 'load' });
        await page.mouse.move(50, 80);
        await page.mouse.move(150, 180);
        expect(await page.locator('form').count()).toBe(1);
      }
      await page.close();
    });
    await context.close();
    expect(await results()).toEqual(NOTHING);
  });

  it('that send the first form at once, with and without scripts, are asked to confirm, and that at once again', async () => {
    const context = await browser.newContext();
    await inLanes(mails(), LANES, async (mail) => {
      const link = surveyLinks(mail)[0] ?? '';
      const plain = await postForm(link, { score: '0', form: formOn(await (await fetch(link)).text()) });
      expect(plain.status).toBe(200);
      expect((await postForm(link, { score: '0', form: formOn(await plain.text()) })).status).toBe(200);
      const page = await context.newPage();
      await page.goto(link);
      for (let time = 0; time < 2; time += 1) {
        const replied = page.waitForResponse((response) => response.request().method() === 'POST');
        await page.locator('form button[type=submit]').click();
        expect((await replied).status()).toBe(200);
        await page.locator('form input[type=hidden][name=score]').waitFor({ state: 'attached' });
      }
      await page.close();
    });
    await context.close();
    expect(await results()).toEqual(NOTHING);
  });
});

describe('people after them', () => {
  it('neither see nor reach what programs are caught by', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(surveyLinks(mails()[19] as Message)[4] ?? '');
    expect(await page.locator('[name=more], a[href$="/more"]').count()).toBe(2);
    for (const hidden of await page.locator('[name=more], a[href$="/more"]').all()) expect(await hidden.isVisible()).toBe(false);
    const reached: unknown[] = [];
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate('document.activeElement.name || document.activeElement.localName'));
    }
    expect(reached).toEqual(expect.arrayContaining(['score', 'comment', 'button']));
    for (const name of ['more', 'a']) expect(reached).not.toContain(name);
    expect(await page.locator('body').ariaSnapshot()).not.toContain('leave this alone');
    await context.close();
  });

  it('without JavaScript are all counted', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    // A pause of the clock is one for all: each opens the page, then time passes, then each sends it.
    const pages = await Promise.all(mails().slice(0, 10).map(async (mail, index) => {
      const page = await context.newPage();
      await page.goto(surveyLinks(mail)[index] ?? '');
      return page;
    }));
    instant += 2500;
    for (const page of pages) {
      await page.locator('form button[type=submit]').click();
      await page.waitForURL(/\/s\/thanks\//);
      expect(await page.locator('h1').innerText()).toMatch(/thank/i);
      await page.close();
    }
    await context.close();
    expect(await stored('responses').countDocuments({})).toBe(10);
  });

  it('with JavaScript are all counted, whatever they choose in the end', async () => {
    await inLanes(mails().slice(10, 15), 1, async (mail) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(surveyLinks(mail)[2] ?? '');
      await page.locator('label.option').filter({ hasText: /^\s*10\s*$/ }).click();
      await page.locator('textarea').fill('changed my mind');
      instant += 2500;
      await page.locator('form button[type=submit]').click();
      await page.waitForURL(/\/s\/thanks\//);
      expect(await page.locator('h1').innerText()).toMatch(/thank/i);
      await context.close();
    });
    const answers = await stored('responses').find({}, { sort: { respondedAt: 1 } }).toArray();
    expect(answers).toHaveLength(15);
    expect(answers.slice(0, 10).map(({ score }) => score).toSorted((one, other) => Number(one) - Number(other))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(answers.slice(10)).toMatchObject(Array.from({ length: 5 }, () => ({ score: 10, comment: 'changed my mind', sender: { human: true } })));
    // Seven of them were unhappy, and none of the scanners' posts counted.
    expect(await results()).toEqual({ answers: 15, suppressions: 0, cancelled: 15, alerts: 7 });
  });
});
