/** What may be changed about an account, by API and on its page alike. */
import { z } from 'zod';
import { normalizeAddress } from '../../domain/address.ts';
import { CALENDARS } from '../../domain/local-calendar.ts';
import { isTimeZone } from '../../domain/wall-time.ts';
import { languageTag, line, prose } from '../../platform/http/fields.ts';
import { pausedByHand, type Account, type Settings } from './accounts.service.ts';

const MOST_SEGMENTS = 10;
const MOST_LANGUAGES = 20;

const address = z.string({ error: 'must be an address' }).max(320).refine((text) => normalizeAddress(text) !== null, 'must be an address such as surveys@example.com');

export const TimeZone = z.string({ error: 'must be an IANA time zone' }).max(64).refine(isTimeZone, 'must be an IANA time zone such as "Europe/Warsaw"');

export const AccountChange = z.strictObject({
  name: line(200).optional(),
  timeZone: TimeZone.optional(),
  calendar: z.enum(CALENDARS, { error: `must be one of ${CALENDARS.join(', ')}` }).optional(),
  weekStart: z.int('must be a whole number').min(1, 'must be 1 (Monday) to 7 (Sunday)').max(7, 'must be 1 (Monday) to 7 (Sunday)').optional(),
  languages: z.array(languageTag).min(1, 'must name at least one language').max(MOST_LANGUAGES, `must name at most ${MOST_LANGUAGES} languages`).optional(),
  branding: z.strictObject({
    companyName: line(200).optional(),
    color: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0f5ea8').optional(),
    logoUrl: z.url({ protocol: /^https?$/, error: 'must be a web address' }).max(500).nullable().optional(),
    postalAddress: prose(500).nullable().optional(),
  }).optional(),
  sender: z.strictObject({
    name: line(200).nullable().optional(),
    address: address.nullable().optional(),
    replyTo: address.nullable().optional(),
    paused: z.boolean({ error: 'must be true, which stops all sending, or false, which resumes it' }).optional(),
  }).optional(),
  segmentKeys: z.array(line(100)).max(MOST_SEGMENTS, `must name at most ${MOST_SEGMENTS} properties`).optional(),
  minimumSample: z.int('must be a whole number').min(1, 'must be at least 1').max(10_000, 'must be at most 10000').optional(),
}).meta({ id: 'AccountChange' });
export type AccountChange = z.infer<typeof AccountChange>;

/** What a change comes to for this account: what is not named stays as it is. The zone is changed apart from the rest. */
export function changesOf(account: Account, { branding, sender, timeZone: _timeZone, ...rest }: AccountChange, now: Date): Partial<Settings> {
  const { paused, ...named } = sender ?? {};
  return defined({
    ...rest,
    branding: branding && { ...account.branding, ...defined(branding) },
    sender: sender && { ...account.sender, ...defined(named), ...(paused === undefined ? {} : { paused: pausedAs(account, paused, now) }) },
  }) as Partial<Settings>;
}

/** Who was refused by the mail server stays paused for that reason. */
function pausedAs({ sender }: Account, isPaused: boolean, now: Date): Account['sender']['paused'] {
  return isPaused ? sender.paused ?? pausedByHand(now) : null;
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
