import { describe, expect, it } from 'vitest';
import { labelled, optionLines, scaleEnds, surveyText } from '../../../src/domain/survey-text.ts';
import { aVersion, EVERY_SCALE } from '../../support/surveys.ts';

const reader = { language: 'en', fallbackLanguages: ['en'], branding: { companyName: 'Nordwind' }, variables: {} };

describe('surveyText', () => {
  it('follows the language the question is in', () => {
    const version = { ...aVersion(), question: { fa: 'پرسش {{company}}؟' } };
    const survey = surveyText({ ...reader, version });
    expect(survey).toMatchObject({ language: 'fa', dir: 'rtl', question: 'پرسش \u200ENordwind\u200E؟' });
    expect(survey.options.at(-1)).toEqual({ score: 10, text: '۱۰', endLabel: 'بسیار محتمل است' });
    expect(survey.ui.sendButton).toBe('ارسال پاسخ');
  });

  it('offers every score once, ascending, with labels at the ends alone', () => {
    for (const { metric, scale } of EVERY_SCALE) {
      const { options, isThumbs } = surveyText({ ...reader, version: aVersion(metric, scale) });
      expect(options.map((option) => option.score)).toEqual(Array.from({ length: scale.max - scale.min + 1 }, (_, index) => scale.min + index));
      expect(options.filter((option) => option.endLabel !== null)).toHaveLength(isThumbs ? 0 : 2);
    }
  });

  it('shows thumbs as words', () => {
    const { options } = surveyText({ ...reader, version: aVersion('csat', { min: 0, max: 1 }) });
    expect(options.map((option) => option.text)).toEqual(['👎 No', '👍 Yes']);
    expect(scaleEnds(options)).toBeNull();
  });

  it('lives without texts', () => {
    const bare = { ...aVersion(), question: {}, labels: { low: {}, high: {} }, followUpQuestion: {}, thankYou: {} };
    const survey = surveyText({ ...reader, version: bare });
    expect(survey.question).toBe('');
    expect(survey.byCategory(bare.thankYou, 'promoter')).toBeNull();
    expect(scaleEnds(survey.options)).toBeNull();
  });

  it('keeps a company from naming itself through a variable', () => {
    const { question } = surveyText({ ...reader, version: aVersion(), variables: { company: 'Someone else' } });
    expect(question).toContain('Nordwind');
  });
});

describe('optionLines', () => {
  const lengths = (count: number): number[] => optionLines(Array.from({ length: count }, (_, score) => ({ score, text: '', endLabel: null }))).map((line) => line.length);

  it('breaks long scales in balance and short ones not at all', () => {
    expect(lengths(11)).toEqual([6, 5]);
    expect(lengths(10)).toEqual([5, 5]);
    expect(lengths(7)).toEqual([4, 3]);
    expect(lengths(5)).toEqual([5]);
  });
});

describe('scaleEnds', () => {
  it('ties each label to its number', () => {
    expect(labelled({ score: 3, text: '3', endLabel: null })).toBe('3');
    expect(scaleEnds(surveyText({ ...reader, version: aVersion('ces') }).options)).toEqual({ low: '1 – Strongly disagree', high: '7 – Strongly agree' });
  });
});
