import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCountedByMonth, linkOf, readAnswerQuery } from '../../../../src/features/responses/answer-filter.ts';

const CONTEXT = { today: '2026-05-20', timeZone: 'Europe/Berlin', segmentKeys: ['plan', 'plan:size'] };
const read = (query: Record<string, string>) => readAnswerQuery(query, CONTEXT);

describe('the filters of the feed', () => {
  it('are the last ninety days where nothing else is asked for', () => {
    expect(read({})).toMatchObject({ period: 'last-90-days', from: '2026-02-20', through: null, isFiltered: false, refused: [], filter: { from: new Date('2026-02-19T23:00:00Z'), to: null } });
    expect(read({ period: 'always' })).toMatchObject({ from: null, through: null, filter: { from: null, to: null } });
    expect(read({ period: 'last-30-days' }).from).toBe('2026-04-21');
  });

  it('read everything people choose, days in their own zone', () => {
    const { filter, refused } = read({
      text: ' two  days ', category: 'csat-neutral', touchpoint: 'delivery', survey: 'nps', score: '0', comment: 'with', tag: ' Late  Delivery', language: 'pt-BR', segment: 'property:plan:size', value: 'big: 1',
      from: '2026-03-29', through: '2026-03-29',
    });
    expect(refused).toEqual([]);
    expect(filter).toEqual({
      text: 'two  days', metric: 'csat', category: 'neutral', touchpoint: 'delivery', survey: 'nps', score: 0, hasComment: true, tag: 'late delivery', language: 'pt-BR',
      where: { segment: 'property:plan:size', value: 'big: 1' }, from: new Date('2026-03-28T23:00:00Z'), to: new Date('2026-03-29T22:00:00Z'),
    });
    expect(read({ category: 'nps' }).filter).toMatchObject({ metric: 'nps', category: undefined });
  });

  it.each([
    [{ category: 'nps-satisfied' }, ['category']], [{ score: '11' }, ['score']], [{ score: '-1' }, ['score']], [{ comment: 'yes' }, ['comment']], [{ touchpoint: 'a b' }, ['touchpoint']], [{ tag: '=1' }, ['tag']],
    [{ language: '../' }, ['language']], [{ from: '2026-02-30' }, ['from']], [{ from: '2026-05-02', through: '2026-05-01' }, ['from', 'through']], [{ segment: 'property:secret', value: 'x' }, ['segment', 'value']],
    [{ value: 'x' }, ['value']], [{ text: 'x'.repeat(101) }, ['text']], [{ text: 'a\u0000' }, ['text']], [{ period: 'never' }, ['period']],
  ] as [Record<string, string>, string[]][])('leave out what cannot be read and say so: %j', (query, refused) => {
    const found = read(query);
    expect(found.refused).toEqual(refused);
    expect(found.filter).toEqual(read({}).filter);
  });

  it('take days for a period of their own, unless another period than shown was chosen', () => {
    const days = { from: '2026-01-01' };
    expect(read(days).period).toBe('custom');
    expect(read({ ...days, period: 'last-90-days', was: 'last-90-days' }).period).toBe('custom');
    expect(read({ ...days, period: 'last-30-days', was: 'custom' }).period).toBe('last-30-days');
    expect(read({ period: 'custom', was: 'custom' }).period).toBe('last-90-days');
    expect(read({ through: '2026-01-01' })).toMatchObject({ from: null, through: '2026-01-01' });
  });

  it('are the same again from the link they make, and never fail', () => {
    const part = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('nps', 'nps-promoter', 'with', '2026-01-01', 'last-30-days', 'always', 'custom', 'property:plan', '7', 'en'));
    const names = ['text', 'category', 'touchpoint', 'survey', 'score', 'comment', 'tag', 'language', 'segment', 'value', 'period', 'from', 'through', 'was'];
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...names), part), (query) => {
      const found = read(query);
      const again = read(linkOf(found));
      expect(again.filter).toEqual(found.filter);
      expect(again.refused).toEqual([]);
    }));
  });

  it('are counted by month documents as long as those know them', () => {
    for (const query of [{}, { category: 'nps-promoter', touchpoint: 'a', survey: 'b', segment: 'locale', value: 'en' }]) expect(isCountedByMonth(read(query))).toBe(true);
    for (const query of [{ text: 'a' }, { tag: 'a' }, { score: '3' }, { language: 'en' }, { comment: 'with' }]) expect(isCountedByMonth(read(query as Record<string, string>))).toBe(false);
  });
});
