import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { CALENDARS } from '../../domain/local-calendar.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { AccountChange, changesOf } from './account-input.ts';
import { requireAccount, type Account } from './accounts.queries.ts';
import { changeTimeZone, updateAccount } from './accounts.service.ts';

const AccountView = z.object({
  id: z.string(), name: z.string(),
  timeZone: z.string().describe('IANA zone in which days begin'),
  zoneChange: z.object({ from: z.string(), startedAt: z.iso.datetime() }).nullable().describe('Not null while what was counted before is moved to the days of a new zone'),
  calendar: z.enum(CALENDARS).describe('In which pages show days to Persian readers; the API is always ISO 8601'),
  weekStart: z.int().min(1).max(7).describe('ISO weekday with which weeks of reports begin: 1 is Monday'),
  languages: z.array(z.string()),
  branding: z.object({ companyName: z.string(), color: z.string(), logoUrl: z.string().nullable(), postalAddress: z.string().nullable() }),
  sender: z.object({
    name: z.string().nullable(), address: z.string().nullable(), replyTo: z.string().nullable(),
    paused: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable().describe('Why nothing is sent: the mail server refuses this sender, or somebody paused it'),
  }),
  segmentKeys: z.array(z.string()).describe('Properties that reports may group and filter by; they count from when they are declared'),
  minimumSample: z.int(),
  createdAt: z.iso.datetime(),
}).meta({ id: 'Account' });

function view({ _id: id, name, timeZone, zoneChange, calendar, weekStart, languages, branding, sender: { paused, ...sender }, segmentKeys, minimumSample, createdAt }: Account) {
  return {
    id, name, timeZone, zoneChange: zoneChange && { from: zoneChange.from, startedAt: zoneChange.startedAt }, calendar, weekStart, languages, branding,
    sender: { ...sender, paused: paused && { at: paused.at, reason: paused.reason } }, segmentKeys, minimumSample, createdAt,
  };
}

export function accountsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/account', 'Account');

  routes.get('', {
    summary: 'Read the account of this key', scope: 'read', responses: { 200: { description: 'The account', schema: AccountView } },
  }, async ({ accountId }) => ({ status: 200, body: view(await requireAccount(accountId)) }));

  routes.patch('', {
    summary: 'Change name, time zone, display of dates, languages, branding, sender, segments or the minimum sample',
    description: 'What is not named stays as it is. Another `timeZone` moves everything counted before to its days, which takes a while: `zoneChange` says so until it is done, and no second change is taken meanwhile. `sender.paused: true` stops all sending, `false` resumes it after the cause of a refusal is mended.',
    scope: 'admin', body: AccountChange, example: { branding: { color: '#0b7a5a' }, segmentKeys: ['plan'] },
    responses: { 200: { description: 'The account as it is now', schema: AccountView } },
  }, async ({ accountId, body }) => {
    if (body.timeZone !== undefined) await changeTimeZone(app, accountId, body.timeZone);
    const changes = changesOf(await requireAccount(accountId), body, app.now());
    if (Object.keys(changes).length > 0) await updateAccount(accountId, changes);
    return { status: 200, body: view(await requireAccount(accountId)) };
  });

  return routes.router;
}
