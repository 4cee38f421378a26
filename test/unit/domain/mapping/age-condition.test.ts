import { describe, expect, it } from 'vitest';
import { applyMapping } from '../../../../src/domain/mapping/apply-mapping.ts';
import { parseMapping } from '../../../../src/domain/mapping/parse-mapping.ts';

const FIELDS = { id: { path: 'id' }, occurredAt: { path: '$delivery.at' } };
const withRule = (condition: unknown) => ({ ignore: [{ when: [condition], reason: 'old' }], fields: FIELDS });
const RECEIVED = '2026-05-11T09:30:00.000Z';

/** Whether a payload is left out by the rule, at its receipt. */
const isLeftOut = (condition: unknown, payload: object): boolean => {
  const parsed = parseMapping(withRule(condition));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  expect(parsed.mapping).toEqual(withRule(condition));
  const [item] = applyMapping(parsed.mapping, { id: '1', ...payload }, { headers: {}, id: 'd-1', receivedAt: new Date(RECEIVED) });
  return item?.kind === 'ignored';
};

describe('a condition of age', () => {
  it.each([
    ['2026-05-04T09:29:59Z', true],
    ['2026-05-04T09:30:00Z', false],
    ['2026-05-04T11:29:59+02:00', true],
    ['2026-05-12T00:00:00Z', false],
    ['yesterday', false],
    [1_777_887_000, false],
    [null, false],
    [{ at: '2020-01-01T00:00:00Z' }, false],
  ])('of seven days on %j is %j', (at, expected) => {
    expect(isLeftOut({ path: 'at', olderThan: '7d' }, { at })).toBe(expected);
  });

  it('reads what a conversion makes of the value', () => {
    const condition = { path: 'at', convert: 'unix-seconds', olderThan: '7d' };
    expect(isLeftOut(condition, { at: Date.parse('2026-05-04T09:29:59Z') / 1000 })).toBe(true);
    expect(isLeftOut(condition, { at: Date.parse('2026-05-04T09:30:01Z') / 1000 })).toBe(false);
    expect(isLeftOut({ path: 'at', convert: [{ date: 'DD/MM/YYYY', zone: 'UTC' }], olderThan: '36h' }, { at: '09/05/2026' })).toBe(true);
  });

  it.each<[unknown, string, RegExp]>([
    [{ path: 'at', olderThan: 7 }, '/ignore/0/when/0/olderThan', /a duration such as "36h" or "7d"/],
    [{ path: 'at', olderThan: '7 days' }, '/ignore/0/when/0/olderThan', /a duration/],
    [{ olderThan: '7d' }, '/ignore/0/when/0/path', /must be a text/],
    [{ path: 'a..b', olderThan: '7d' }, '/ignore/0/when/0/path', /is no path/],
    [{ path: 'at', op: 'lt', olderThan: '7d' }, '/ignore/0/when/0/op', /unknown field; known are path, convert, olderThan/],
    [{ path: 'at', convert: 'unix', olderThan: '7d' }, '/ignore/0/when/0/convert', /must be one of/],
  ])('%j is refused at %s', (condition, pointer, detail) => {
    const parsed = parseMapping(withRule(condition));
    expect(parsed.ok ? [] : parsed.errors).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
  });
});
