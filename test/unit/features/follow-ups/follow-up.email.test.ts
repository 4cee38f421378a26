import { describe, expect, it } from 'vitest';
import { direction, LANGUAGES } from '../../../../src/domain/default-texts.ts';
import { lowScoreAlertEmail, thankYouEmail } from '../../../../src/features/follow-ups/follow-up.email.ts';
import type { LowScoreAlertInput, ThankYouEmailInput } from '../../../../src/features/follow-ups/follow-up.email.ts';
import type { RenderedMail } from '../../../../src/platform/render.ts';
import { aRenderer, aVersion, BRANDING, HOSTILE } from '../../../support/surveys.ts';

const renderer = aRenderer();
const RESPONSE_URL = 'https://ask.example.com/admin/responses/inv_1';
const UNSUBSCRIBE_URL = 'https://ask.example.com/u/token';

const alertInput = (changes: Partial<LowScoreAlertInput> = {}): LowScoreAlertInput => ({
  version: aVersion(),
  language: 'en',
  fallbackLanguages: ['en'],
  branding: BRANDING,
  score: 3,
  comment: 'Late.\nAnd broken.',
  customer: { name: 'Maya', email: 'maya@example.com' },
  touchpoint: 'Delivery',
  respondedAt: new Date('2026-11-23T22:15:00Z'),
  timeZone: 'Europe/Warsaw',
  calendar: 'gregorian',
  responseUrl: RESPONSE_URL,
  ...changes,
});

function alert(changes: Partial<LowScoreAlertInput> = {}): RenderedMail {
  const { template, data } = lowScoreAlertEmail(alertInput(changes));
  return renderer.mail(template, data);
}

function thanks(changes: Partial<ThankYouEmailInput> = {}): RenderedMail {
  const { template, data } = thankYouEmail({
    version: aVersion(), language: 'en', fallbackLanguages: ['en'], branding: BRANDING, variables: { name: 'Maya' }, score: 10, unsubscribeUrl: UNSUBSCRIBE_URL, ...changes,
  });
  return renderer.mail(template, data);
}

describe('low-score alert', () => {
  it.each(LANGUAGES)('says in %s who answered what, where and when, with one link to it', (language) => {
    const mail = alert({ language });
    expect(mail.html).toContain(`lang="${language}" dir="${direction(language)}"`);
    for (const part of [mail.html, mail.text]) {
      for (const fact of ['Maya', 'maya@example.com', 'Delivery', 'Late.', 'And broken.', 'Nordwind']) expect(part).toContain(fact);
      expect(part.match(/https:[^"\s]+/g)).toEqual([RESPONSE_URL]);
    }
    expect(Buffer.byteLength(mail.html)).toBeLessThan(25_000);
  });

  it('puts the score, its scale and the touchpoint into the subject', () => {
    expect(alert().subject).toBe('Low score: 3 of 10 at Delivery');
    expect(alert({ language: 'fa' }).subject).toContain('۳ از ۱۰');
  });

  it('names the category of the version that was answered', () => {
    expect(alert().text).toContain('3 of 10 (Detractor)');
    expect(alert({ version: aVersion('ces'), score: 2 }).text).toContain('2 of 7 (Difficult)');
    expect(alert({ version: aVersion('csat', { min: 0, max: 1 }), score: 0 }).text).toContain('0 of 1 (Dissatisfied)');
  });

  it('shows the time of the account, and says what is not known', () => {
    expect(alert().text).toContain('23 November 2026');
    const bare = alert({ comment: null, customer: { name: null, email: null } }).text;
    expect(bare).toContain('No comment');
    expect(bare).toContain('Customer: Name not known');
    expect(alert({ comment: ' \r\n ' }).text).toContain('No comment');
  });

  it('keeps hostile comments and names inert', () => {
    const mail = alert({ comment: HOSTILE, customer: { name: HOSTILE, email: HOSTILE }, touchpoint: HOSTILE });
    expect(mail.html).not.toMatch(/<script/i);
    expect(mail.html).not.toContain('{{#each x}}Nordwind');
    expect(mail.subject).not.toMatch(/[\p{Cc}\u202E]/u);
  });
});

describe('thank-you', () => {
  it.each(LANGUAGES)('thanks in %s in the words of the category, with a way to unsubscribe', (language) => {
    const mail = thanks({ language });
    expect(mail.html).toContain(`lang="${language}" dir="${direction(language)}"`);
    const words = aVersion().thankYou.promoter?.[language] ?? 'missing';
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain(words);
      expect(part.match(/https:[^"\s]+/g)).toEqual([UNSUBSCRIBE_URL]);
    }
  });

  it('differs by category and falls back to general thanks', () => {
    expect(thanks({ score: 2 }).text).toContain('sorry that we fell short');
    expect(thanks({ version: { ...aVersion(), thankYou: {} } }).text).toContain('Your answer has been saved.');
  });

  it('repeats the answer in words or numbers', () => {
    expect(thanks().text).toContain('Your score: 10 of 10');
    expect(thanks({ version: aVersion('csat', { min: 0, max: 1 }), score: 1 }).text).toContain('👍 Yes');
  });

  it('keeps hostile names inert', () => {
    const mail = thanks({ variables: { name: HOSTILE }, branding: { ...BRANDING, companyName: HOSTILE } });
    expect(mail.html).not.toMatch(/<script/i);
    expect(mail.subject).not.toMatch(/\p{Cc}/u);
  });
});
