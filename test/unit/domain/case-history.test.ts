import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedSpans, type CaseTurn } from '../../../src/domain/case-history.ts';
import { addDays } from '../../../src/domain/period.ts';

const turn = (at: string, to: CaseTurn['to']): CaseTurn => ({ at: new Date(at), to });
const opened = turn('2026-05-01T09:00:00Z', 'open');

describe('days on which a case was closed', () => {
  it('are none while it is open', () => {
    expect(closedSpans([], 'UTC')).toEqual([]);
    expect(closedSpans([opened], 'UTC')).toEqual([]);
  });

  it('run from the local day of closing to the one of reopening', () => {
    const turns = [opened, turn('2026-05-03T22:30:00Z', 'closed'), turn('2026-05-07T10:00:00Z', 'open'), turn('2026-05-20T10:00:00Z', 'closed')];
    expect(closedSpans(turns, 'UTC')).toEqual([{ from: '2026-05-03', until: '2026-05-07' }, { from: '2026-05-20', until: null }]);
    expect(closedSpans(turns, 'Europe/Warsaw')[0]).toEqual({ from: '2026-05-04', until: '2026-05-07' });
  });

  it('are those known by then', () => {
    const turns = [opened, turn('2026-05-03T10:00:00Z', 'closed'), turn('2026-05-07T10:00:00Z', 'open')];
    expect(closedSpans(turns, 'UTC', new Date('2026-05-03T09:59:59Z'))).toEqual([]);
    expect(closedSpans(turns, 'UTC', new Date('2026-05-06T00:00:00Z'))).toEqual([{ from: '2026-05-03', until: null }]);
  });

  it('count by the close of the day', () => {
    expect(closedSpans([opened, turn('2026-05-03T08:00:00Z', 'closed'), turn('2026-05-03T09:00:00Z', 'open')], 'UTC')).toEqual([]);
    const again = [opened, turn('2026-05-03T08:00:00Z', 'closed'), turn('2026-05-05T08:00:00Z', 'open'), turn('2026-05-05T09:00:00Z', 'closed')];
    expect(closedSpans(again, 'UTC')).toEqual([{ from: '2026-05-03', until: null }]);
  });

  it('are those on whose close its last turn was a closing', () => {
    const hours = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 12 });
    fc.assert(fc.property(hours, (some) => {
      const turns = some.toSorted((one, other) => one - other).map((hour, index): CaseTurn => ({ at: new Date(Date.UTC(2026, 4, 1, hour)), to: index % 2 === 0 ? 'open' : 'closed' }));
      const spans = closedSpans(turns, 'UTC');
      for (let count = 0; count <= 20; count += 1) {
        const day = addDays('2026-05-01', count);
        const last = turns.findLast(({ at }) => at.toISOString().slice(0, 10) <= day);
        expect(spans.some(({ from, until }) => from <= day && (until === null || until > day)), day).toBe(last?.to === 'closed');
      }
    }));
  });
});
