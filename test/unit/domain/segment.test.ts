import { describe, expect, it } from 'vitest';
import { readSegmentValue, segmentsDeclared } from '../../../src/domain/segment.ts';

describe('segments', () => {
  it('are the language and each declared property', () => {
    expect(segmentsDeclared([])).toEqual(['locale']);
    expect(segmentsDeclared(['plan', 'tier'])).toEqual(['locale', 'property:plan', 'property:tier']);
  });

  it.each([
    ['locale:en', { segment: 'locale', value: 'en' }],
    ['property:plan:pro', { segment: 'property:plan', value: 'pro' }],
    ['property:plan:a:b', { segment: 'property:plan', value: 'a:b' }],
    ['property:plan:of:year:pro', { segment: 'property:plan:of:year', value: 'pro' }],
    ['property:plan:of:year:', { segment: 'property:plan', value: 'of:year:' }],
    ['locale:', null], ['locale', null], ['property:plan', null], ['property:other:x', null], ['plan:pro', null], ['', null],
  ])('%s is read by the longest declared name', (text, expected) => {
    expect(readSegmentValue(text, ['plan', 'plan:of:year'])).toEqual(expected);
  });
});
