import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITION_OPERATORS } from '../../../../src/domain/survey.ts';
import { formOf, inputFrom, readValue, withoutGaps, writtenValue } from '../../../../src/features/surveys/survey-form.ts';
import { SurveyInput, surveyView, toDefinition } from '../../../../src/features/surveys/survey-input.ts';
import { changesBetween } from '../../../../src/features/surveys/version-changes.ts';
import type { Survey } from '../../../../src/features/surveys/surveys.service.ts';

const NOW = new Date('2026-05-04T00:00:00Z');

function surveyOf(input: SurveyInput): Survey {
  return { _id: 's', accountId: 'a', key: 's', version: 1, createdAt: NOW, updatedAt: NOW, ...toDefinition(input) };
}

/** What the editor sends back without a change. */
function roundTrip(input: SurveyInput): unknown {
  const form = withoutGaps(formOf(surveyView(surveyOf(input))));
  return toDefinition(SurveyInput.parse({ ...inputFrom(form), status: input.status }));
}

const duration = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.constantFrom('s', 'm', 'h', 'd')).map(([n, unit]) => `${n}${unit}`);
const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom('7', 'true', 'null', '"', '[1', '{}', ' x ', '-3', '1e3'));
const condition = fc.oneof(
  fc.record({ path: fc.constantFrom('properties.plan', 'customer.properties.size'), op: fc.constantFrom(...CONDITION_OPERATORS.filter((op) => op !== 'in' && op !== 'exists')), value }),
  fc.record({ path: fc.constant('properties.plan'), op: fc.constant('in' as const), value: fc.array(value, { maxLength: 4 }) }),
  fc.record({ path: fc.constant('properties.plan'), op: fc.constant('exists' as const), value: fc.boolean() }),
);
const survey: fc.Arbitrary<SurveyInput> = fc.record({
  metric: fc.constantFrom('nps', 'csat', 'ces' as const),
  touchpoint: fc.constant('delivery'),
  status: fc.constantFrom('active', 'paused' as const),
  trigger: fc.record({ type: fc.constantFrom(null, 'order.delivered'), where: fc.array(condition, { maxLength: 5 }) }),
  delay: fc.oneof(duration, fc.record({ days: fc.integer({ min: 0, max: 365 }), at: fc.constantFrom('09:00', '23:59') })),
  sendingWindow: fc.option(fc.record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((days) => days.toSorted((a, b) => a - b)), from: fc.constant('08:00'), to: fc.constant('18:30') })),
  samplePercent: fc.double({ min: 0, max: 100, noNaN: true }),
  coolDown: fc.array(fc.record({ since: fc.constantFrom('invitation', 'response' as const), across: fc.constantFrom('survey', 'metric', 'account' as const), days: fc.integer({ min: 1, max: 400 }) }), { maxLength: 6 }),
  ignoreAccountCoolDown: fc.boolean(), alertOnLow: fc.boolean(), openCases: fc.boolean(), thankCustomer: fc.boolean(),
  reminders: fc.constantFrom<string[]>([], ['2d'], ['1d', '3d', '6d']),
  expiresAfter: duration, maxLateness: duration, caseDueAfter: duration,
  protection: fc.constantFrom('strict', 'balanced', 'fast' as const), onAmbiguous: fc.constantFrom('hold', 'resend' as const),
  question: fc.option(fc.constantFrom({ en: 'How was it, {{name}}?' }, { en: 'One\nTwo', ar: 'كيف كان؟', 'pt-BR': 'Como foi?' }), { nil: undefined }),
}).map(({ question, ...rest }) => (question === undefined ? rest : { ...rest, question }));

describe('the editor of a survey', () => {
  it('sent back as it was shown changes nothing, so that saving makes no version', () => {
    fc.assert(fc.property(survey, (input) => {
      expect(roundTrip(input)).toEqual(toDefinition(input));
    }));
  });

  it('leaves texts empty that say the default, and keeps those that are the owner’s', () => {
    const form = formOf(surveyView(surveyOf({ metric: 'nps', touchpoint: 'delivery', question: { en: 'Ours?' } })));
    expect(form['question.en']).toBe('Ours?');
    expect(form['question.ar']).toBeUndefined();
    expect(form['thankYou.promoter.en']).toBeUndefined();
  });

  it('closes gaps between rows, so that the second row filled in is the second condition', () => {
    const form = withoutGaps({ 'trigger.where.0.path': '', 'trigger.where.1.path': 'properties.a', 'trigger.where.1.op': 'eq', 'trigger.where.1.value': '1', 'trigger.where.4.path': 'nonsense', 'trigger.where.4.op': 'eq' });
    expect(inputFrom({ metric: 'nps', ...form })['trigger']).toEqual({ type: null, where: [{ path: 'properties.a', op: 'eq', value: 1 }, { path: 'nonsense', op: 'eq', value: '' }] });
    expect(form['trigger.where.1.path']).toBe('nonsense');
  });

  it('reads a value as it was written, whatever it is', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())), (any) => {
      expect(readValue(writtenValue(any), 'eq')).toEqual(any);
    }));
    expect(readValue('pro, 7, "7"', 'in')).toEqual(['pro', 7, '7']);
    expect(readValue('حرفه‌ای، ساده', 'in')).toEqual(['حرفه‌ای', 'ساده']);
  });
});

describe('what a version changed', () => {
  const before = toDefinition({ metric: 'nps', touchpoint: 't', question: { en: 'Old?', ar: 'قديم؟' } }).content;

  it('is nothing between equal ones', () => {
    expect(changesBetween(before, structuredClone(before))).toEqual([]);
  });

  it('is each field with what it said before and after, also where a language came or went', () => {
    const after = toDefinition({ metric: 'nps', touchpoint: 't', question: { en: 'New?', pl: 'Nowe?' }, thresholds: { low: 5, high: 9 } }).content;
    expect(changesBetween(before, after)).toEqual([
      { field: 'thresholds', language: null, before: '≤ 6, ≥ 9', after: '≤ 5, ≥ 9' },
      { field: 'question', language: 'en', before: 'Old?', after: 'New?' },
      { field: 'question', language: 'pl', before: null, after: 'Nowe?' },
      { field: 'question', language: 'ar', before: 'قديم؟', after: null },
    ]);
  });
});
