/** The interaction as a sender writes it, and as the API shows what was stored. */
import { z } from 'zod';
import { normalizeAddress } from '../../domain/address.ts';
import { SKIP_REASONS } from '../../domain/eligibility.ts';
import { isTimeZone } from '../../domain/wall-time.ts';
import { externalId, instant, key, languageTag, line, properties } from '../../platform/http/fields.ts';
import type { Interaction, NewInteraction } from './interaction.model.ts';

/** What a sender leaves out it may also send as `null`. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish();

const CustomerInput = z.strictObject({
  externalId: optional(externalId),
  email: optional(z.string({ error: 'must be an e-mail address' }).max(1000).refine((value) => normalizeAddress(value) !== null, 'is not an e-mail address; leave it out where there is none')),
  name: optional(line(200)),
  locale: optional(languageTag),
  timeZone: optional(z.string({ error: 'must be an IANA time zone' }).max(64).refine(isTimeZone, 'must be an IANA time zone such as "Europe/Warsaw"')),
  properties: optional(properties),
}, { error: 'must be an object' });

const interactionFields = {
  id: externalId,
  type: optional(line(100)),
  touchpoint: optional(key),
  occurredAt: instant,
  customer: CustomerInput,
  properties: optional(properties),
};

/** What a webhook may send. */
export const ReportedInteraction = z.strictObject(interactionFields, { error: 'must be an object' });
export type ReportedInteraction = z.infer<typeof ReportedInteraction>;

export const InteractionInput = z.strictObject({
  ...interactionFields,
  dryRun: z.boolean({ error: 'must be true or false' }).optional().describe('`true`: answer with the decisions, store nothing'),
}, { error: 'must be an object' });

export function toNewInteraction({ id, type, touchpoint, occurredAt, customer, properties: values }: ReportedInteraction): NewInteraction {
  const { externalId: customerId, email, name, locale, timeZone, properties: known } = customer;
  return {
    id,
    type: type ?? null,
    touchpoint: touchpoint ?? null,
    occurredAt,
    customer: {
      ...(customerId == null ? {} : { externalId: customerId }),
      ...(email == null ? {} : { email: email.trim() }),
      ...(name == null ? {} : { name }),
      ...(locale == null ? {} : { locale }),
      ...(timeZone == null ? {} : { timeZone }),
      ...(known == null ? {} : { properties: known }),
    },
    properties: values ?? {},
  };
}

const Decision = z.object({
  survey: z.string().nullable(),
  outcome: z.enum(['invited', 'skipped']),
  invitationId: z.string().nullable(),
  scheduledAt: z.iso.datetime().nullable(),
  reason: z.enum(SKIP_REASONS).nullable(),
  rule: z.string().nullable(),
  nextEligibleAt: z.iso.datetime().nullable(),
}).meta({ id: 'Decision' });

const viewFields = {
  id: z.string(),
  source: z.string(),
  type: z.string().nullable(),
  touchpoint: z.string().nullable(),
  occurredAt: z.iso.datetime(),
  customer: z.object({
    externalId: z.string().optional(), email: z.string().optional(), name: z.string().optional(), locale: z.string().optional(), timeZone: z.string().optional(),
    properties: z.record(z.string(), z.unknown()).optional(),
  }),
  properties: z.record(z.string(), z.unknown()),
  receivedAt: z.iso.datetime(),
  decisions: z.array(Decision).describe('Empty until decided, which takes a second or so'),
};
export const InteractionView = z.object(viewFields).meta({ id: 'Interaction' });
/** An answer to a report that stored nothing new. */
export const KnownInteraction = z.object({ status: z.enum(['duplicate', 'dry-run']), ...viewFields }).meta({ id: 'KnownInteraction' });

export function interactionView({ externalId: id, source, type, touchpoint, occurredAt, customer, properties: values, receivedAt, decisions }: Interaction) {
  return { id, source, type, touchpoint, occurredAt, customer, properties: values, receivedAt, decisions: decisions ?? [] };
}
