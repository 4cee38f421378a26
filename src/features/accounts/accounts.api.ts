import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { languageTag, line, prose } from '../../platform/http/fields.ts';
import { requireAccount, type Account } from './accounts.queries.ts';
import { updateAccount } from './accounts.service.ts';

const address = z.string({ error: 'must be an address' }).refine((text) => normalizeAddress(text) !== null, 'must be an address such as surveys@example.com');
const MOST_SEGMENTS = 10;

const AccountChange = z.strictObject({
  name: line(200).optional(),
  languages: z.array(languageTag).min(1, 'must name at least one language').max(20, 'must name at most 20 languages').optional(),
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
    paused: z.literal(false, { error: 'can only be set to false, which resumes sending' }).optional(),
  }).optional(),
  segmentKeys: z.array(line(100)).max(MOST_SEGMENTS, `must name at most ${MOST_SEGMENTS} properties`).optional(),
  minimumSample: z.int('must be a whole number').min(1, 'must be at least 1').max(10_000, 'must be at most 10000').optional(),
}).meta({ id: 'AccountChange' });
type AccountChange = z.infer<typeof AccountChange>;

const AccountView = z.object({
  id: z.string(), name: z.string(), timeZone: z.string(), languages: z.array(z.string()),
  branding: z.object({ companyName: z.string(), color: z.string(), logoUrl: z.string().nullable(), postalAddress: z.string().nullable() }),
  sender: z.object({
    name: z.string().nullable(), address: z.string().nullable(), replyTo: z.string().nullable(),
    paused: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable().describe('Why nothing is sent: the mail server refuses this sender'),
  }),
  segmentKeys: z.array(z.string()).describe('Properties that reports may group and filter by; they count from when they are declared'),
  minimumSample: z.int(),
  createdAt: z.iso.datetime(),
}).meta({ id: 'Account' });

function view({ _id: id, name, timeZone, languages, branding, sender, segmentKeys, minimumSample, createdAt }: Account) {
  return { id, name, timeZone, languages, branding, sender, segmentKeys, minimumSample, createdAt };
}

/** What is not named stays as it is. */
function changesOf(account: Account, { branding, sender, ...rest }: AccountChange): Parameters<typeof updateAccount>[1] {
  const { paused, ...named } = sender ?? {};
  return defined({
    ...rest,
    branding: branding && { ...account.branding, ...defined(branding) },
    sender: sender && { ...account.sender, ...defined(named), ...(paused === false ? { paused: null } : {}) },
  }) as Parameters<typeof updateAccount>[1];
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

export function accountsApi(_app: App): Router {
  const routes = apiRoutes('/api/v1/account', 'Account');

  routes.get('', {
    summary: 'Read the account of this key', scope: 'read', responses: { 200: { description: 'The account', schema: AccountView } },
  }, async ({ accountId }) => ({ status: 200, body: view(await requireAccount(accountId)) }));

  routes.patch('', {
    summary: 'Change branding, sender, languages, segments or the minimum sample', description: 'What is not named stays as it is. `sender.paused: false` resumes sending after the cause of a refusal is mended.',
    scope: 'admin', body: AccountChange, example: { branding: { color: '#0b7a5a' }, segmentKeys: ['plan'] },
    responses: { 200: { description: 'The account as it is now', schema: AccountView } },
  }, async ({ accountId, body }) => {
    await updateAccount(accountId, changesOf(await requireAccount(accountId), body));
    return { status: 200, body: view(await requireAccount(accountId)) };
  });

  return routes.router;
}
