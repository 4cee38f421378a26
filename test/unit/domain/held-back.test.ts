import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtsAbout, heldReasons, isHeldAgain, judgeAnswer, type Doubt, type SenderTrace } from '../../../src/domain/held-back.ts';

const NOW = new Date('2026-05-20T12:00:00Z');
const before = (milliseconds: number): Date => new Date(NOW.getTime() - milliseconds);
const MINUTE = 60_000;

const sender: fc.Arbitrary<SenderTrace> = fc.record({ network: fc.constantFrom('home', 'office', 'cloud'), agent: fc.constantFrom('chrome', 'firefox', '') });
const hits = fc.array(fc.record({ at: fc.integer({ min: 0, max: 30 * MINUTE }).map(before), sender }), { maxLength: 5 });
const doubts = fc.subarray<Doubt>(['hidden-link', 'hidden-field']);
const one: SenderTrace = { network: 'office', agent: 'chrome' };
const followed = (hit: SenderTrace, age: number, human = false) => doubtsAbout({ sender: one, human, at: NOW, hits: [{ at: before(age), sender: hit }], isTrapFilled: false });

describe('an answer', () => {
  it('that touched nothing hidden is never doubted, whoever sends it and however', () => {
    fc.assert(fc.property(sender, fc.boolean(), (from, human) => {
      expect(doubtsAbout({ sender: from, human, at: NOW, hits: [], isTrapFilled: false })).toEqual([]);
      expect(judgeAnswer({ doubts: [], human, isConfirmed: false })).toBe('take');
    }));
  });

  it('with a hand is never held back, and never asked for twice', () => {
    fc.assert(fc.property(doubts, fc.boolean(), (found, isConfirmed) => {
      expect(judgeAnswer({ doubts: found, human: true, isConfirmed })).toBe(found.length > 0 && !isConfirmed ? 'ask' : 'take');
    }));
  });

  it('without a hand, after something only a program does, is held back', () => {
    fc.assert(fc.property(doubts, fc.boolean(), (found, isConfirmed) => {
      expect(judgeAnswer({ doubts: found, human: false, isConfirmed })).toBe(found.length > 0 ? 'hold' : 'take');
    }));
  });

  it('of a sender of another network and another kind of browser is not doubted for what others followed', () => {
    fc.assert(fc.property(sender, hits, fc.boolean(), (from, all, human) => {
      const strangers = all.filter((hit) => hit.sender.network !== from.network && hit.sender.agent !== from.agent);
      expect(doubtsAbout({ sender: from, human, at: NOW, hits: strangers, isTrapFilled: false })).toEqual([]);
    }));
  });

  it('is doubted no less for another visit, and with a hand no more than without', () => {
    fc.assert(fc.property(sender, hits, hits, fc.boolean(), (from, some, more, isTrapFilled) => {
      const of = (all: typeof some, human: boolean): Doubt[] => doubtsAbout({ sender: from, human, at: NOW, hits: all, isTrapFilled });
      expect(of([...some, ...more], false)).toEqual(expect.arrayContaining(of(some, false)));
      expect(of(some, false)).toEqual(expect.arrayContaining(of(some, true)));
    }));
  });

  it('is doubted ten minutes long for what the same sender followed, two for one that is like it', () => {
    expect(followed(one, 9 * MINUTE)).toEqual(['hidden-link']);
    expect(followed(one, 9 * MINUTE, true)).toEqual(['hidden-link']);
    expect(followed(one, 11 * MINUTE)).toEqual([]);
    for (const like of [{ ...one, agent: 'firefox' }, { ...one, network: 'cloud' }]) {
      expect([followed(like, MINUTE), followed(like, 3 * MINUTE), followed(like, MINUTE, true)]).toEqual([['hidden-link'], [], []]);
    }
    expect(doubtsAbout({ sender: one, human: false, at: NOW, hits: [], isTrapFilled: true })).toEqual(['hidden-field']);
  });

  it('of a program that was held back is so again while it comes from there without a hand', () => {
    const held = { at: before(MINUTE), sender: one };
    expect(isHeldAgain({ at: NOW, human: false, sender: one }, held)).toBe(true);
    expect(isHeldAgain({ at: NOW, human: true, sender: one }, held)).toBe(false);
    expect(isHeldAgain({ at: NOW, human: false, sender: { ...one, agent: 'firefox' } }, held)).toBe(false);
    expect(isHeldAgain({ at: NOW, human: false, sender: one }, { ...held, at: before(11 * MINUTE) })).toBe(false);
  });

  it('tells all that speaks against a person', () => {
    expect(heldReasons(['hidden-field'], { at: NOW, mailedAt: before(4000) })).toEqual(['hidden-field', 'no-hand', 'at-once']);
    expect(heldReasons(['hidden-link'], { at: NOW, mailedAt: before(MINUTE) })).toEqual(['hidden-link', 'no-hand']);
    expect(heldReasons(['hidden-link'], { at: NOW, mailedAt: null })).toEqual(['hidden-link', 'no-hand']);
  });
});
