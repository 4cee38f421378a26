import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../../src/domain/admin-frame.ts';
import { policiesOf } from '../../../../src/domain/roles.ts';
import { deliveryLog, reasonText, refusedRequests, type ShownDelivery } from '../../../../src/features/sources/delivery-log.view.ts';
import { STRIPE } from '../../../../src/platform/signature/schemes.ts';

const asked = (query: Record<string, string> = {}): Asked => ({
  path: '/admin/sources/src_1', query, acceptedLanguages: [], csrfToken: 't', visitor: { name: 'Ada', company: 'Acme', language: 'en', policies: policiesOf('owner') },
});
const aDelivery = (values: Partial<ShownDelivery> = {}): ShownDelivery => ({
  id: 'dlv_1.0', deliveryId: 'msg_1', at: new Date('2026-05-04T09:30:00Z'), outcome: 'accepted', reason: null, items: [], headers: {}, payload: '{"a":1}', isCut: false, replayOf: null, ...values,
});
const rowOf = (delivery: ShownDelivery, query: Record<string, string> = {}) => deliveryLog(asked(query), 'src_1', { outcome: null, deliveries: [delivery], nextCursor: null, isFirst: true }, 'UTC').rows[0];

describe('the log of a source', () => {
  it('offers to replay and to try what was kept whole', () => {
    expect(rowOf(aDelivery(), { lang: 'pl' })).toMatchObject({ replayAction: '/admin/sources/src_1/deliveries/dlv_1.0/replay?lang=pl', tryHref: '/admin/sources/src_1/mapping?delivery=dlv_1.0&lang=pl' });
    expect(rowOf(aDelivery({ isCut: true }))).toMatchObject({ replayAction: null, tryHref: expect.any(String), payload: { note: expect.stringContaining('only its beginning') } });
    expect(rowOf(aDelivery({ payload: null, outcome: 'refused', reason: 'too-old' }))).toMatchObject({ replayAction: null, tryHref: null, payload: null, reason: 'time more than five minutes old', noPayload: expect.stringContaining('did not prove') });
  });

  it('shows the beginning of a long payload', () => {
    const payload = rowOf(aDelivery({ payload: JSON.stringify({ text: 'x'.repeat(60_000) }) }))?.payload;
    expect(payload).toMatchObject({ isLong: true });
    expect(payload?.text).toHaveLength(3000);
  });

  it('counts the rows of a file that was fetched, which is not replayed', () => {
    const row = rowOf(aDelivery({ deliveryId: 'orders.csv', isCut: true, counts: { rows: 1200, accepted: 1000, duplicates: 150, ignored: 40, rejected: 10 } }));
    expect(row).toMatchObject({ counts: 'Rows: 1,200 · accepted: 1,000 · known already: 150 · ignored: 40 · with something wrong: 10', replayAction: null, payload: { note: expect.stringContaining('first row') } });
    expect(rowOf(aDelivery({ payload: null, outcome: 'refused', reason: 'the server answered 500' }))).toMatchObject({ noPayload: null, reason: 'the server answered 500' });
  });

  it('keeps the filter from page to page, and leaves it with the first one', () => {
    const log = deliveryLog(asked({ outcome: 'ignored', cursor: 'c1', done: 'saved' }), 'src_1', { outcome: 'ignored', deliveries: [], nextCursor: 'c2', isFirst: false }, 'UTC');
    expect(log).toMatchObject({ isPaged: true, newerHref: '/admin/sources/src_1?outcome=ignored#deliveries', olderHref: '/admin/sources/src_1?outcome=ignored&cursor=c2#deliveries' });
    expect(log.filters.filter(({ isCurrent }) => isCurrent).map(({ text }) => text)).toEqual(['ignored']);
  });
});

describe('a reason', () => {
  it('is put in words where it is ours, and stands for itself where a mapping gives it', () => {
    expect(reasonText('unknown-event', 'pl')).toBe('nie dotyczy tego żadne zdarzenie mapowania');
    expect(reasonText('wrong-signature', 'en')).toBe('wrong secret, or changed on its way');
    for (const own of ['test order', 'constructor', 'toString']) expect(reasonText(own, 'en')).toBe(own);
  });
});

describe('refused requests', () => {
  it('are told by their number, with what helps and what exactly was missing', () => {
    const told = refusedRequests({ counts: { 'too-old': 2, 'wrong-signature': 1200 }, last: { reason: 'too-old', at: new Date('2026-05-04T09:30:00Z') }, scheme: STRIPE }, 'en', 'UTC');
    expect(told?.rows).toMatchObject([{ count: '1,200', remedy: expect.stringContaining('Compare the secret') }, { count: '2', exactly: expect.stringContaining('stripe-signature') }]);
    expect(told?.last).toContain('4 May 2026');
    expect(refusedRequests({ counts: {}, last: null, scheme: STRIPE }, 'en', 'UTC')).toBeNull();
  });
});
