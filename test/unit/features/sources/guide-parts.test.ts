import { describe, expect, it } from 'vitest';
import { shownGuide } from '../../../../src/features/sources/guide-parts.ts';
import { readDelivery } from '../../../../src/features/sources/receive-delivery.service.ts';
import { EXAMPLE_SCHEME, exampleOf } from '../../../../src/features/sources/sender-examples.ts';
import { senderOf, SOURCE_KINDS } from '../../../../src/features/sources/senders.ts';
import { newSecretFor } from '../../../../src/platform/signature/secret.ts';
import { verify } from '../../../../src/platform/signature/verify.ts';
import { posted } from '../../../support/shell.ts';

const url = 'https://afterword.example.com/webhooks/src_1';

describe.each(SOURCE_KINDS)('the guide of %s as it is shown', (kind) => {
  const { scheme, longestSecret } = senderOf(kind);
  const proper = scheme ?? EXAMPLE_SCHEME;
  const { sample, steps } = shownGuide(kind, { url, scheme: proper });

  it('has the address below one step', () => {
    expect(steps.filter(({ address }) => address !== null)).toMatchObject([{ text: expect.stringContaining('the address'), address: url }]);
  });

  it('has a sample for a shell that passes, and is read as an interaction', () => {
    const secret = newSecretFor(proper, longestSecret);
    const request = posted(sample, secret);
    expect(verify(proper, [secret], { method: 'POST', ...request, now: new Date() })).toMatchObject({ ok: true });
    const receivedAt = new Date(exampleOf(kind).happenedAt ?? Date.now());
    expect(readDelivery({ kind, mapping: null }, { deliveryId: 'd-1', headers: request.headers, body: request.body, receivedAt }).items).toMatchObject([{ interaction: {} }]);
  });
});
