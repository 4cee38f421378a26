import { describe, expect, it } from 'vitest';
import { applyMapping } from '../../../../src/domain/mapping/apply-mapping.ts';
import { ReportedInteraction } from '../../../../src/features/interactions/interaction-input.ts';
import { guideOf } from '../../../../src/features/sources/guides.ts';
import { senderOf, SOURCE_KINDS } from '../../../../src/features/sources/senders.ts';

describe.each(SOURCE_KINDS)('the guide of %s', (kind) => {
  const guide = guideOf(kind);
  const { mapping, name, secretFrom } = senderOf(kind);

  it('is of this kind, complete, and in plain sentences', () => {
    expect(guide).toMatchObject({ kind, name, documentation: expect.stringMatching(/^https:\/\/\S+$/) });
    expect([guide.steps.length, guide.events.length, guide.failure.length].every((length) => length > 0)).toBe(true);
    for (const sentence of [...guide.steps, ...guide.failure, ...guide.events.map(({ becomes }) => becomes), guide.test]) expect(sentence).toMatch(/^[^<>`*#]+[.]$/);
    expect(guide.steps[0]).toMatch(/create the source here|Find out/i);
  });

  it('says from where to where the secret goes', () => {
    const steps = guide.steps.join(' ');
    expect(steps).toMatch(secretFrom === 'there' ? /[Ee]nter it here/ : /copy its address and its (secret|token)|enter the secret there/);
  });

  it('names what every event of the mapping becomes', () => {
    const told = guide.events.map(({ becomes }) => becomes).join(' ');
    for (const { fields } of mapping?.events ?? []) {
      for (const value of [fields.type ?? mapping?.fields.type, fields.touchpoint ?? mapping?.fields.touchpoint]) {
        if (value && 'value' in value) expect(told).toContain(String(value.value));
      }
    }
  });

  it('has no body that would not be an interaction', () => {
    if (guide.body === null) return;
    const filled = guide.body.replaceAll('{{ticket.updated_at_with_timestamp}}', '2026-05-04T09:30Z').replace('the e-mail address of the contact', 'ada@example.com').replace('{{ticket.requester.email}}', 'ada@example.com');
    const payload: unknown = JSON.parse(filled);
    const [item] = mapping === null ? [{ kind: 'interaction', value: payload }] : applyMapping(mapping, payload, { headers: {}, id: 'd-1', receivedAt: new Date('2026-05-04T09:31:00Z') });
    expect(item).toMatchObject({ kind: 'interaction' });
    expect(item && 'value' in item && ReportedInteraction.safeParse(item.value).success).toBe(true);
    expect(item && 'value' in item && item.value).toMatchObject({ customer: { email: 'ada@example.com' } });
  });
});
