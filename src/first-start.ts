/** An empty installation gets an account, an owner who signs in by a one-time link, and a survey that answers a first interaction. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from './app.ts';
import { createAccount, listAccounts } from './features/accounts/accounts.service.ts';
import { SurveyInput, toDefinition } from './features/surveys/survey-input.ts';
import { putSurvey } from './features/surveys/surveys.service.ts';
import { putTouchpoint } from './features/touchpoints/touchpoints.service.ts';
import { createApiKey } from './features/users/api-keys.service.ts';
import { createSignInLink, createUser, listUsers } from './features/users/users.service.ts';

const FIRST_TYPE = 'order.delivered';
const FIRST_TOUCHPOINT = 'delivery';

export interface Welcome {
  accountId: string;
  /** For an owner who has not chosen a password yet. */
  signInLink: string | null;
  /** Ready to paste; `null` in production, where keys are made by hand and kept nowhere. */
  curl: string | null;
}

export async function prepareFirstStart(app: App): Promise<Welcome> {
  const [first] = await listAccounts();
  const account = first ?? (await createFirstAccount(app));
  const owner = (await listUsers(account._id)).find(({ role }) => role === 'owner');
  return {
    accountId: account._id,
    signInLink: owner && owner.passwordHash === null ? await createSignInLink(app, owner) : null,
    curl: app.config.production ? null : firstCurl(app, await firstKey(app, account._id)),
  };
}

async function createFirstAccount(app: App) {
  const account = await createAccount(app, { name: 'My company', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  await createUser(app, account._id, { email: 'owner@afterword.example', name: 'Owner', role: 'owner' });
  await putTouchpoint(app, account._id, FIRST_TOUCHPOINT, { name: 'Delivery' });
  const input = SurveyInput.parse({ metric: 'nps', touchpoint: FIRST_TOUCHPOINT, trigger: { type: FIRST_TYPE } });
  await putSurvey(app, account._id, 'first-survey', toDefinition(input));
  return account;
}

/** One key for the printed curl, kept beside the data so that every start prints the same one. */
async function firstKey(app: App, accountId: string): Promise<string> {
  const file = join(app.config.dataDir, `first-key-${accountId}`);
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known !== null) return known.trim();
  const { key } = await createApiKey(app, accountId, { name: 'first curl', scope: 'write' });
  await mkdir(app.config.dataDir, { recursive: true });
  await writeFile(file, key, { mode: 0o600 });
  return key;
}

function firstCurl(app: App, key: string): string {
  const interaction = {
    id: 'order-1001',
    type: FIRST_TYPE,
    occurredAt: '$(date -u +%FT%TZ)',
    customer: { externalId: 'c-1', email: 'ada@example.com', name: 'Ada', locale: 'en' },
  };
  // The shell fills the time in, so that a curl copied yesterday still reports something recent.
  const body = JSON.stringify(interaction).replaceAll('"', '\\"');
  return `curl -sS ${app.config.baseUrl}/api/v1/interactions -H "Authorization: Bearer ${key}" -H "Content-Type: application/json" -d "${body}"`;
}
