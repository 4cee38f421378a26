import type { Command } from 'commander';
import { listAccounts, updateAccount } from '../features/accounts/accounts.service.ts';
import { createApiKey, revokeApiKey } from '../features/users/api-keys.service.ts';
import { Invalid } from '../platform/errors.ts';
import { fillDemo, type Filled } from './demo/fill.ts';
import { accountCommand, type CommonOptions, type Desk } from './desk.ts';

interface DemoOptions extends CommonOptions {
  url?: string;
  answers: string;
  days: string;
}

const SEGMENT = 'plan';
const LEAST_DAYS = 10;

export function demoCommand(program: Command, desk: Desk): void {
  accountCommand<DemoOptions>(program, 'demo', 'fill a running instance with the customers and answers of a made-up company, through its public API', desk, async ({ app, account, options }) => {
    const { production, baseUrl, smtp } = app.config;
    if (production) throw new Error('The demo makes customers up, so it does not run where NODE_ENV is production');
    const days = whole('days', options.days, LEAST_DAYS, 365);
    const answers = whole('answers', options.answers, 1, 20_000);
    if (!account.segmentKeys.includes(SEGMENT)) await updateAccount(account._id, { segmentKeys: [...account.segmentKeys, SEGMENT] });
    const { id, key } = await createApiKey(app, account._id, { name: 'demo (revoked when it ends)', scope: 'admin' });
    try {
      const url = (options.url ?? baseUrl).replace(/\/+$/, '');
      const filled = await fillDemo({ url, key, days, answers, mayMail: smtp === null, now: app.now(), note: desk.note });
      return { document: filled, text: summaryOf(filled, (await listAccounts()).length > 1 ? account.name : null) };
    } finally {
      await revokeApiKey(app, account._id, id);
    }
  })
    .option('--url <address>', 'the instance to fill (default: BASE_URL)')
    .option('--answers <count>', 'how many past answers', '600')
    .option('--days <count>', 'over how many days they are spread', '90');
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) throw new Invalid([{ pointer: `/--${name}`, detail: `must be a whole number from ${least} to ${most}; got "${text}"` }]);
  return value;
}

function summaryOf({ interactions, answers, asked, pages }: Filled, accountName: string | null): string {
  return [
    `The demo is in place${accountName === null ? '' : ` in the account "${accountName}"`}: ${interactions.accepted} interactions new, ${interactions.known} known already; ${answers.recorded} answers new, ${answers.known} known already; ${asked.invited} people asked by mail, ${asked.answered} of them answered.`,
    'Worth looking at:',
    ...pages.map(({ what, url }) => `  ${url}  ${what}`),
  ].join('\n');
}
