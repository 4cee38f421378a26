/** A person as a sender names one, and as the API shows what is known. */
import { z } from 'zod';
import { normalizeAddress } from '../../domain/address.ts';
import { isTimeZone } from '../../domain/wall-time.ts';
import { externalId, languageTag, line, properties } from '../../platform/http/fields.ts';
import type { Customer, Suppression } from './customer.model.ts';

/** What a sender told us about a person; anything absent leaves what is known. */
export interface Identity {
  externalId?: string | undefined;
  email?: string | undefined;
  name?: string | undefined;
  locale?: string | undefined;
  timeZone?: string | undefined;
  properties?: Record<string, unknown> | undefined;
}

/** What a sender leaves out it may also send as `null`: it leaves what is known. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish();

const email = z.string({ error: 'must be an e-mail address' }).max(1000).refine((value) => normalizeAddress(value) !== null, 'is not an e-mail address; leave it out where there is none');

export const identityFields = {
  externalId: optional(externalId),
  email: optional(email),
  name: optional(line(200)),
  locale: optional(languageTag),
  timeZone: optional(z.string({ error: 'must be an IANA time zone' }).max(64).refine(isTimeZone, 'must be an IANA time zone such as "Europe/Warsaw"')),
  properties: optional(properties),
};

/** Somebody who can be told from everybody else. */
export const IdentityInput = z.strictObject(identityFields, { error: 'must be an object' })
  .refine(({ externalId: id, email: address }) => id != null || address != null, 'must name somebody: an externalId, an email, or both')
  .meta({ id: 'CustomerIdentity' });

export function toIdentity({ externalId: id, email: address, name, locale, timeZone, properties: values }: z.infer<typeof IdentityInput>): Identity {
  return { externalId: id ?? undefined, email: address?.trim() ?? undefined, name: name ?? undefined, locale: locale ?? undefined, timeZone: timeZone ?? undefined, properties: values ?? undefined };
}

const SUPPRESSION_REASONS = ['unsubscribed', 'bounced', 'complained', 'manual', 'erased'] as const satisfies readonly Suppression['reason'][];
const SuppressionView = z.object({ reason: z.enum(SUPPRESSION_REASONS), at: z.iso.datetime() });

export const CustomerView = z.object({
  id: z.string().describe('Ours; an address of its own beside externalId and email'),
  externalId: z.string().nullable(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  locale: z.string().nullable(),
  timeZone: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  suppressed: z.boolean().describe('Nothing is mailed to this address'),
  suppression: SuppressionView.nullable().describe('Why and since when'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Customer' });

export function customerView({ _id, externalId: id, email: address, name, locale, timeZone, properties: values, createdAt, updatedAt }: Customer, suppression: Suppression | null) {
  return {
    id: _id, externalId: id, email: address, name, locale, timeZone, properties: values,
    suppressed: suppression !== null,
    suppression: suppression && { reason: suppression.reason, at: suppression.at },
    createdAt, updatedAt,
  };
}
