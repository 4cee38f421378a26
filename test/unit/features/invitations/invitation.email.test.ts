import { describe, expect, it } from 'vitest';
import { contrastRatio } from '../../../../src/domain/branding.ts';
import { direction, LANGUAGES } from '../../../../src/domain/default-texts.ts';
import { scoresOf } from '../../../../src/domain/metric.ts';
import { invitationEmail } from '../../../../src/features/invitations/invitation.email.ts';
import type { InvitationEmailInput } from '../../../../src/features/invitations/invitation.email.ts';
import type { RenderedMail } from '../../../../src/platform/render.ts';
import { aRenderer, aVersion, BRANDING, EVERY_SCALE, HOSTILE } from '../../../support/surveys.ts';

const renderer = aRenderer();
const SURVEY_URL = 'https://ask.example.com/s/dG9rZW4tMTIz_-';
const UNSUBSCRIBE_URL = 'https://ask.example.com/u/dG9rZW4tMTIz_-';

const input = (changes: Partial<InvitationEmailInput> = {}): InvitationEmailInput => ({
  kind: 'invitation',
  version: aVersion(),
  language: 'en',
  fallbackLanguages: ['en'],
  branding: BRANDING,
  variables: { name: 'Maya' },
  surveyUrl: SURVEY_URL,
  unsubscribeUrl: UNSUBSCRIBE_URL,
  ...changes,
});

function mailOf(changes: Partial<InvitationEmailInput> = {}): RenderedMail {
  const { template, data } = invitationEmail(input(changes));
  return renderer.mail(template, data);
}

const links = (html: string): string[] => Array.from(html.matchAll(/<a [^>]*href="([^"]*)"/g), (match) => match[1] ?? '');

describe.each(LANGUAGES)('invitation in %s', (language) => {
  it.each(EVERY_SCALE)('has one link per score of $metric $scale.min–$scale.max, in HTML and in text', ({ metric, scale }) => {
    for (const kind of ['invitation', 'reminder'] as const) {
      const mail = mailOf({ kind, language, version: aVersion(metric, scale) });
      const expected = scoresOf(scale).map((score) => `${SURVEY_URL}?score=${score}`);
      expect(links(mail.html)).toEqual([...expected, UNSUBSCRIBE_URL]);
      expect(mail.text.match(/https:\S+/g)).toEqual([...expected, UNSUBSCRIBE_URL]);
      expect(mail.html).toContain(`<html lang="${language}" dir="${direction(language)}"`);
      expect(mail.subject).toContain('Nordwind');
      expect(Buffer.byteLength(mail.html)).toBeLessThan(25_000);
      expect(mail.html).not.toMatch(/\{\{|undefined|\[object|null/);
    }
  });

  it('keeps every table and cell in the direction of the language', () => {
    const { html } = mailOf({ language });
    const start = direction(language) === 'rtl' ? 'right' : 'left';
    const scale = html.slice(html.indexOf('<h1'));
    expect(Array.from(scale.matchAll(/<table[^>]* dir="(\w+)"/g), (match) => match[1]).every((dir) => dir === direction(language))).toBe(true);
    const ends = Array.from(scale.matchAll(/width="50%" valign="top" align="(\w+)"[^>]*>([^<]*)</g), (match) => [match[1], match[2]]);
    expect(ends.map(([side]) => side)).toEqual(start === 'left' ? ['left', 'right'] : ['right', 'left']);
    expect(ends.map(([, text]) => text?.split(' ')[0])).toEqual([language === 'ar' ? '٠' : language === 'fa' ? '۰' : '0', language === 'ar' ? '١٠' : language === 'fa' ? '۱۰' : '10']);
  });
});

describe('invitation', () => {
  it('loads nothing and runs nothing', () => {
    const { html } = mailOf();
    expect(html).not.toMatch(/<img|<script|<link|<svg|url\(|@import|@font-face|background="/i);
    expect(html.match(/https?:\/\/[^"\s]+/g)?.every((url) => url.startsWith('https://ask.example.com/'))).toBe(true);
  });

  it('shows a logo only from its own origin, with the name for images off', () => {
    const own = mailOf({ branding: { ...BRANDING, logoUrl: 'https://ask.example.com/logo.png' } }).html;
    expect(own).toContain('<img src="https://ask.example.com/logo.png" alt="Nordwind"');
    expect(mailOf({ branding: { ...BRANDING, logoUrl: 'https://cdn.example.com/logo.png' } }).html).not.toContain('<img');
  });

  it('gives every number a cell of 44 by 44 pixels, and words a wider one', () => {
    const cells = (html: string): string[] => html.match(/<td class="fill" width="\d+" height="\d+"/g) ?? [];
    expect(new Set(cells(mailOf().html))).toEqual(new Set(['<td class="fill" width="44" height="44"']));
    expect(new Set(cells(mailOf({ version: aVersion('csat', { min: 0, max: 1 }) }).html))).toEqual(new Set(['<td class="fill" width="132" height="44"']));
  });

  it('breaks a long scale into lines that fit a screen of 320 pixels', () => {
    for (const { metric, scale } of EVERY_SCALE) {
      const { data } = invitationEmail(input({ version: aVersion(metric, scale) }));
      for (const line of data.lines) expect(line.length * (data.buttonWidth + 3)).toBeLessThanOrEqual(288);
      expect(data.scaleWidth).toBeLessThanOrEqual(552);
    }
  });

  it('keeps button text legible on any brand colour', () => {
    for (const color of ['#ffffff', '#000000', '#ffcc00', '#ff0000', '#777777', 'nonsense']) {
      const { colors } = invitationEmail(input({ branding: { ...BRANDING, color } })).data;
      expect(contrastRatio(colors.textOnLight, colors.fillOnLight)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('tells the reminder from the invitation', () => {
    expect(mailOf().subject).toBe('One question from Nordwind');
    expect(mailOf({ kind: 'reminder' }).subject).toBe('A reminder: one question from Nordwind');
  });

  it('greets without a name where none is known', () => {
    expect(mailOf().text).toContain('Hello Maya,');
    expect(mailOf({ variables: {} }).text).toMatch(/^Hello,$/m);
    expect(mailOf({ variables: { name: ' ' } }).text).toMatch(/^Hello,$/m);
  });

  it('names the company, its address and why the mail came', () => {
    for (const part of [mailOf().html, mailOf().text]) {
      expect(part).toContain('Hafenstraße 12');
      expect(part).toContain('20457 Hamburg');
      expect(part).toContain('because you were recently in contact with Nordwind');
    }
  });

  it('keeps hostile names inert', () => {
    const version = { ...aVersion(), question: { en: `{{name}} {{touchpoint}} ${HOSTILE}` } };
    const mail = mailOf({ version, variables: { name: HOSTILE, touchpoint: HOSTILE }, branding: { companyName: HOSTILE, color: HOSTILE, logoUrl: HOSTILE, postalAddress: HOSTILE } });
    expect(mail.html).not.toMatch(/<script/i);
    expect(mail.subject).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(links(mail.html)).toHaveLength(12);
    expect(mail.html).toContain('&lt;script&gt;');
  });

  it('stays under the size at which inboxes cut a mail, whatever the texts', () => {
    const long = 'ل'.repeat(5000);
    const version = { ...aVersion(), question: { ar: `{{name}}${'س'.repeat(2000)}` } };
    expect(Buffer.byteLength(mailOf({ version, language: 'ar', variables: { name: long } }).html)).toBeLessThan(102_000);
  });
});
