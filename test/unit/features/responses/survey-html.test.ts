import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSurveyHtml } from '../../../../src/features/responses/survey-html.ts';
import { surveyPage, type SurveyPageInput } from '../../../../src/features/responses/survey.view.ts';
import { aRenderer, aVersion, BRANDING, HOSTILE } from '../../../support/surveys.ts';

const renderer = aRenderer();
const render = (view: string, data: object): string => renderer.page(view, data);

const versions = [aVersion(), aVersion('csat'), { ...aVersion(), question: { en: 'Hello {{name|there}}, how was {{touchpoint}}?' } }, { ...aVersion(), question: { en: 'How was {{touchpoint}}?' } }];
const text = fc.constantFrom('', 'Ada', 'Zoë', HOSTILE);

const inputs: fc.Arbitrary<SurveyPageInput> = fc.record({
  version: fc.constantFrom(...versions),
  language: fc.constantFrom('en', 'ar', 'fa', 'pl'),
  fallbackLanguages: fc.constantFrom(['en'], ['fa', 'en']),
  branding: fc.constantFrom(BRANDING, { companyName: HOSTILE, color: '#123456' }),
  variables: fc.record({ name: text, touchpoint: text, 'properties.plan': text }),
  pageUrl: fc.constantFrom('one', 'two.2-_', `"><b>`).map((token) => `https://ask.example.com/s/${token}`),
  form: fc.constantFrom('1-a.b', '2-c.d', HOSTILE),
  score: fc.constantFrom(null, 0, 9),
  comment: text,
  commentLimit: fc.constantFrom(4000, 100),
  protection: fc.constantFrom('strict', 'balanced', 'fast'),
  problem: fc.constantFrom(null, 'score-missing', 'comment-too-long'),
});

describe('survey pages rendered once', () => {
  it('are what each would be by itself, whoever opened one before', () => {
    const html = createSurveyHtml(render);
    fc.assert(fc.property(inputs, (input) => {
      const { view, data } = surveyPage(input);
      expect(html(input)).toBe(render(view, data));
    }), { numRuns: 2000 });
  });

  it('are rendered once for everybody who reads the same words, and for each where a name is in them', () => {
    const [common, , personal] = versions as [SurveyPageInput['version'], SurveyPageInput['version'], SurveyPageInput['version']];
    let renderings = 0;
    const html = createSurveyHtml((view, data) => {
      renderings += 1;
      return render(view, data);
    });
    const input = (version: SurveyPageInput['version'], token: string): SurveyPageInput => ({
      version, language: 'en', fallbackLanguages: ['en'], branding: BRANDING, variables: { name: token, touchpoint: 'Delivery' }, pageUrl: `https://ask.example.com/s/${token}`, form: `form-${token}`,
      score: null, comment: '', commentLimit: 4000, protection: 'strict', problem: null,
    });
    for (let index = 0; index < 10; index += 1) expect(html(input(common, `t${index}`))).toContain(`action="/s/t${index}"`);
    expect(renderings).toBe(1);
    for (let index = 0; index < 10; index += 1) expect(html(input(personal, `t${index}`))).toContain(`Hello t${index}, how`);
    expect(renderings).toBe(11);
  });
});
