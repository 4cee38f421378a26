import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refilled } from '../../../src/platform/refilled.ts';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function takeAll(next: () => Promise<number | undefined>): Promise<number[]> {
  const taken: number[] = [];
  for (let item = await next(); item !== undefined; item = await next()) {
    taken.push(item);
    await soon();
  }
  return taken;
}

describe('what is refilled', () => {
  it('gives each item once, in order, however many take at once and however empty the parts are', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.integer(), { maxLength: 5 }), { maxLength: 8 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 4 }), async (parts, ahead, takers) => {
      const asked: number[][] = [];
      const next = refilled(parts, async (part) => {
        asked.push(part);
        await soon();
        return part;
      }, ahead);
      const taken = await Promise.all(Array.from({ length: takers }, () => takeAll(next)));
      expect(asked).toEqual(parts);
      expect(taken.flat().toSorted()).toEqual(parts.flat().toSorted());
      if (takers === 1) expect(taken[0]).toEqual(parts.flat());
    }));
  });

  it('asks for the next part before the last items are taken, and never for two at once', async () => {
    let under = 0;
    let asked = 0;
    const next = refilled([1, 2, 3], async (part) => {
      under += 1;
      asked += 1;
      expect(under).toBe(1);
      await soon();
      under -= 1;
      return [part * 10, part * 10 + 1, part * 10 + 2];
    }, 2);
    expect(await next()).toBe(10);
    expect(asked).toBe(1);
    expect(await next()).toBe(11);
    expect(asked).toBe(2);
    expect(await next()).toBe(12);
    expect(await takeAll(next)).toEqual([20, 21, 22, 30, 31, 32]);
  });

  it('passes a failure on once nothing is ready any more, to everybody', async () => {
    const next = refilled([1, 2], async (part) => {
      await soon();
      if (part === 2) throw new Error('the database is away');
      return [1, 2];
    }, 1);
    expect([await next(), await next()]).toEqual([1, 2]);
    await soon();
    await expect(next()).rejects.toThrow('away');
    await expect(next()).rejects.toThrow('away');
  });
});
