import type { Command } from 'commander';
import { dayOf } from '../domain/period.ts';
import { listAccounts, updateAccount } from '../features/accounts/accounts.service.ts';
import { createApiKey, revokeApiKey } from '../features/users/api-keys.service.ts';
import { Invalid } from '../platform/errors.ts';
import type { Company } from '../demo/company.ts';
import type { Client } from './demo/client.ts';
import { workAtDesk } from './demo/desk-work.ts';
import { fillDemo, type Filled } from './demo/fill.ts';
import { findingLine } from './demo/findings.ts';
import { accountCommand, type CommonOptions, type Desk } from './desk.ts';

interface DemoOptions extends CommonOptions {
  url?: string;
  customers: string;
  days: string;
}

const SEGMENTS = ['plan', 'segment'];

export function demoCommand(program: Command, desk: Desk): void {
  accountCommand<DemoOptions>(program, 'demo', 'fill a running instance with the customers and answers of a made-up company, through its public API', desk, async ({ app, account, options }) => {
    const { production, baseUrl, smtp } = app.config;
    if (production) throw new Error('The demo makes customers up, so it does not run where NODE_ENV is production');
    const days = whole('days', options.days, 30, 1000);
    const customers = whole('customers', options.customers, 1, 100_000);
    const segmentKeys = [...new Set([...account.segmentKeys, ...SEGMENTS])];
    if (segmentKeys.length > account.segmentKeys.length) await updateAccount(account._id, { segmentKeys });
    const { id, key } = await createApiKey(app, account._id, { name: 'demo (revoked when it ends)', scope: 'admin' });
    try {
      const now = app.now();
      const today = dayOf(now, account.timeZone);
      const peopleAtWork = async (client: Client, company: Company): Promise<void> => {
        const { cases } = await workAtDesk({ app, accountId: account._id, client, company, today });
        desk.note(`… ${cases} unhappy customers were taken care of; goals, notes and tags are set`);
      };
      const url = (options.url ?? baseUrl).replace(/\/+$/, '');
      const filled = await fillDemo({ url, key, customers, days, mayMail: smtp === null, now, today, note: desk.note, desk: peopleAtWork });
      return { document: filled, text: summaryOf(filled, (await listAccounts()).length > 1 ? account.name : null) };
    } finally {
      await revokeApiKey(app, account._id, id);
    }
  })
    .option('--url <address>', 'the instance to fill (default: BASE_URL)')
    .option('--customers <count>', 'how many customers the company has ever had', '600')
    .option('--days <count>', 'how long its story is', '365');
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) throw new Invalid([{ pointer: `/--${name}`, detail: `must be a whole number from ${least} to ${most}; got "${text}"` }]);
  return value;
}

function summaryOf({ files, interactions, asked, findings, pages }: Filled, accountName: string | null): string {
  const [rows, fresh] = [sum(files, ({ rowsRead }) => rowsRead), sum(files, ({ accepted, updated }) => accepted + updated)];
  return [
    `The demo is in place${accountName === null ? '' : ` in the account "${accountName}"`}: ${rows} rows of ${files.length} files imported, ${fresh} of them new; ${interactions.accepted} interactions new, ${interactions.known} known already; ${asked.invited} people asked by mail, ${asked.answered} of them answered.`,
    'How much more unhappy customers leave within 90 days, as the report finds it and as it was made up:',
    ...findings.map(findingLine),
    'Worth looking at:',
    ...pages.map(({ what, url }) => `  ${url}  ${what}`),
  ].join('\n');
}

function sum(files: Filled['files'], part: (file: Filled['files'][number]) => number): number {
  return files.reduce((total, file) => total + part(file), 0);
}
