import { describe, expect, it } from 'vitest';
import { direction, LANGUAGES, uiStrings } from '../../../../src/domain/default-texts.ts';
import { CATEGORIES, scoresOf } from '../../../../src/domain/metric.ts';
import { closedPage, confirmPage, errorPage, surveyPage, thanksPage } from '../../../../src/features/responses/survey.view.ts';
import type { SurveyPageInput } from '../../../../src/features/responses/survey.view.ts';
import { aRenderer, aVersion, BRANDING, EVERY_SCALE, HOSTILE } from '../../../support/surveys.ts';

const renderer = aRenderer();
const PAGE_URL = 'https://ask.example.com/s/token';
const reader = { version: aVersion(), language: 'en', fallbackLanguages: ['en'], branding: BRANDING, variables: {} };

const input = (changes: Partial<SurveyPageInput> = {}): SurveyPageInput => ({
  ...reader, pageUrl: PAGE_URL, form: 'signed', score: null, comment: '', commentLimit: 4000, protection: 'strict', problem: null, ...changes,
});

function surveyHtml(changes: Partial<SurveyPageInput> = {}): string {
  const { view, data } = surveyPage(input(changes));
  return renderer.page(view, data);
}

const radios = (html: string): string[] => html.match(/<input type="radio"[^>]*>/g) ?? [];
const visible = (html: string): string => html.replace(/<[^>]*>/g, ' ');

describe('surveyPage', () => {
  it.each(EVERY_SCALE)('is a form of radio buttons for $metric $scale.min–$scale.max', ({ metric, scale }) => {
    for (const language of LANGUAGES) {
      const html = surveyHtml({ version: aVersion(metric, scale), language });
      expect(radios(html).map((radio) => /value="(\d+)"/.exec(radio)?.[1])).toEqual(scoresOf(scale).map(String));
      expect(html).toContain(`<html lang="${language}" dir="${direction(language)}">`);
      expect(html).toContain('<form method="post" action="/s/token"');
      expect(html).toMatch(/<fieldset[^>]*>\s*<legend>/);
      expect(html).toMatch(/<label for="comment">[^]*<textarea id="comment" name="comment"/);
      expect(Buffer.byteLength(html)).toBeLessThan(6_000);
    }
  });

  it('loads under 30 kB with everything it needs', () => {
    const { files, path } = renderer.assets;
    const sizes = ['survey.css', 'survey.js'].map((name) => files.get(path(name))?.body.byteLength ?? Infinity);
    expect(Math.max(...EVERY_SCALE.map(({ metric, scale }) => Buffer.byteLength(surveyHtml({ version: aVersion(metric, scale), language: 'fa' })))) + (sizes[0] ?? 0) + (sizes[1] ?? 0) + 500).toBeLessThan(30_000);
  });

  it('preselects the score of the link, and none that is not on the scale', () => {
    const chosen = (score: number | null): string[] => radios(surveyHtml({ score })).filter((radio) => radio.includes(' checked'));
    expect(chosen(9)).toEqual([expect.stringContaining('value="9"')]);
    expect(chosen(0)).toEqual([expect.stringContaining('value="0"')]);
    for (const none of [null, 11, -1, 4.5, Number.NaN]) expect(chosen(none)).toEqual([]);
  });

  it('carries the follow-up question of every band and shows that of the chosen score first', () => {
    const html = surveyHtml({ score: 9 });
    expect(html).toContain('data-tier="high">');
    expect(html).toContain('<span data-for="high">What do you like most about Nordwind?</span>');
    expect(html).toContain('<span data-for="none">Would you like to tell us more?</span>');
    expect(radios(html).map((radio) => /data-tier="(\w+)"/.exec(radio)?.[1])).toEqual([...Array<string>(7).fill('low'), 'middle', 'middle', 'high', 'high']);
    expect(surveyHtml()).toContain('data-tier="none">');
  });

  it('asks in general where the survey has no follow-up question', () => {
    expect(surveyHtml({ version: { ...aVersion(), followUpQuestion: {} } })).toContain('<span data-for="low">Would you like to tell us more?</span>');
  });

  it('explains the ends to those who do not see them', () => {
    expect(surveyHtml()).toContain('0 means “Not at all likely”, 10 means “Extremely likely”.');
    expect(surveyHtml({ version: aVersion('csat', { min: 0, max: 1 }) })).not.toContain('id="hint"');
  });

  it('says what is wrong', () => {
    expect(surveyHtml({ problem: 'score-missing' })).toContain('role="alert">Please choose a score.');
    expect(surveyHtml({ problem: 'comment-too-long', language: 'fa' })).toContain('۴۰۰۰');
    expect(surveyHtml()).not.toContain('role="alert"');
  });

  it('keeps what was typed, inert', () => {
    const html = surveyHtml({ comment: `</textarea>${HOSTILE}`, form: HOSTILE, variables: { name: HOSTILE }, branding: { ...BRANDING, companyName: HOSTILE }, version: { ...aVersion(), question: { en: `${HOSTILE} {{name}}` } } });
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<\/textarea>/g)).toHaveLength(1);
    expect(html).toContain('&lt;/textarea&gt;');
  });

  it('tells the script how careful it has to be', () => {
    for (const protection of ['strict', 'balanced', 'fast'] as const) expect(surveyHtml({ protection })).toContain(`data-protection="${protection}"`);
  });
});

describe('confirmPage', () => {
  it('repeats the answer and posts it again as it was', () => {
    const { view, data } = confirmPage({ ...reader, pageUrl: PAGE_URL, form: 'signed', score: 10, comment: 'a "b"\nc' });
    const html = renderer.page(view, data);
    expect(html).toContain('<strong>10 – Extremely likely</strong>');
    expect(html).toContain('name="score" value="10"');
    expect(html).toContain('name="comment" value="a &quot;b&quot;\nc"');
    expect(html).toContain('href="/s/token?score=10"');
  });

  it('shows no empty comment, and no score as a bare zero that vanished', () => {
    const { view, data } = confirmPage({ ...reader, language: 'ar', pageUrl: PAGE_URL, form: 'signed', score: 0, comment: '' });
    const html = renderer.page(view, data);
    expect(html).toContain('<strong>٠ – غير محتمل إطلاقًا</strong>');
    expect(html).toContain('name="score" value="0"');
    expect(html).not.toContain('class="quote"');
  });
});

describe('thanksPage', () => {
  it('thanks by category in every language and carries nothing of the answer', () => {
    for (const language of LANGUAGES) {
      for (const category of CATEGORIES.nps) {
        const { view, data } = thanksPage({ ...reader, language, pageUrl: 'https://ask.example.com/thanks', category });
        const html = renderer.page(view, data);
        expect(html).toContain(reader.version.thankYou[category]?.[language] ?? 'missing');
        expect(html).not.toMatch(/token|<form|<script/);
      }
    }
  });

  it('thanks in general without a category', () => {
    const { view, data } = thanksPage({ ...reader, pageUrl: 'https://ask.example.com/thanks', category: null });
    expect(renderer.page(view, data)).toContain('Your answer has been saved.');
  });
});

describe('closedPage', () => {
  it('says plainly why nothing is asked', () => {
    for (const language of LANGUAGES) {
      const ui = uiStrings(language);
      for (const [reason, title] of [['expired', ui.expiredTitle], ['unknown', ui.unknownTitle], ['closed', ui.closedTitle]] as const) {
        const { view, data } = closedPage({ reason, language, branding: null, pageUrl: null });
        const html = renderer.page(view, data);
        expect(html).toContain(`>${title}</h1>`);
        expect(visible(html)).not.toContain('Nordwind');
      }
    }
  });
});

describe('errorPage', () => {
  it('gives back everything that was to be saved, and never thanks', () => {
    const { view, data } = errorPage({ kind: 'unavailable', language: 'en', branding: BRANDING, retry: { action: '/s/token', form: 'signed', score: '3', comment: 'late' } });
    const html = renderer.page(view, data);
    expect(html).toContain('Your answer is not saved yet');
    for (const field of ['name="form" value="signed"', 'name="score" value="3"', 'name="comment" value="late"']) expect(html).toContain(field);
    expect(html).not.toMatch(/thank/i);
  });

  it('has no button where there is nothing to send', () => {
    const { view, data } = errorPage({ kind: 'error', language: 'fa', branding: null, retry: null });
    expect(renderer.page(view, data)).not.toContain('<form');
  });
});
