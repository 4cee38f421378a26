import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../../../src/domain/mapping/parse-mapping.ts';
import { readDelivery } from '../../../../src/features/sources/receive-delivery.service.ts';
import { EXAMPLE_SCHEME, exampleOf, TIMED_SCHEME } from '../../../../src/features/sources/sender-examples.ts';
import { SOURCE_KINDS, senderOf } from '../../../../src/features/sources/senders.ts';
import { EXAMPLE_MAPPING, EXAMPLE_PATHS } from '../../../../src/features/sources/source-mapping.view.ts';
import { parsePath } from '../../../../src/domain/mapping/path.ts';
import { parseScheme } from '../../../../src/platform/signature/parse-scheme.ts';
import { webhookFixture, webhookFixtureNames } from '../../../support/webhook-fixtures.ts';

const arrivedAt = '2026-11-23T10:00:00.000Z';

/** Whether every part of the one stands in the other: members of lists one by one from the start. */
function isWithin(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'object' || part === null || typeof whole !== 'object' || whole === null) return part === whole;
  return Object.entries(part).every(([name, value]) => isWithin(value, (whole as Record<string, unknown>)[name]));
}

describe.each(SOURCE_KINDS)('the example of %s', (kind) => {
  const { headers, payload, happenedAt } = exampleOf(kind);

  it('becomes one interaction of somebody, at its own time or when it arrives', () => {
    const receivedAt = new Date(happenedAt ?? arrivedAt);
    const { items } = readDelivery({ kind, mapping: null }, { deliveryId: 'd-1', headers: { ...headers }, body: Buffer.from(JSON.stringify(payload)), receivedAt });
    expect(items).toMatchObject([{ interaction: { id: expect.any(String), type: expect.any(String), occurredAt: receivedAt, customer: { email: expect.stringContaining('@') } } }]);
  });

  it('is what the sender documents, shortened', () => {
    const fixtures = webhookFixtureNames().filter(([of]) => of === kind).map((names) => webhookFixture(...names));
    expect(fixtures.some((fixture) => isWithin(payload, fixture.payload) && isWithin(headers, fixture.headers))).toBe(senderOf(kind).mapping !== null);
  });
});

it('what the pages show as an example can be used as it stands', () => {
  expect(parseMapping(EXAMPLE_MAPPING)).toEqual({ ok: true, mapping: EXAMPLE_MAPPING });
  for (const scheme of [EXAMPLE_SCHEME, TIMED_SCHEME]) expect(parseScheme(scheme)).toEqual({ ok: true, value: scheme });
  for (const path of EXAMPLE_PATHS) expect(parsePath(path), path).toMatchObject({ ok: true });
});
