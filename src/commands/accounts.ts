import type { Command } from 'commander';
import { IANAZone } from 'luxon';
import { createAccount, listAccounts, type Account } from '../features/accounts/accounts.service.ts';
import { giveUpAccount } from '../features/privacy/delete-account.service.ts';
import { Invalid } from '../platform/errors.ts';
import { appCommand, type CommonOptions, type Desk } from './desk.ts';
import { table } from './text.ts';

interface NewAccountOptions extends CommonOptions {
  name: string;
  timeZone: string;
  segments?: string;
}

interface DeletionOptions extends CommonOptions {
  name: string;
}

export function accountCommands(program: Command, desk: Desk): void {
  const account = program.command('account').description('separate worlds of data, one per company');
  appCommand<NewAccountOptions>(account, 'create', 'make an account', desk, async ({ app, options: { name, timeZone, segments } }) => {
    if (!IANAZone.isValidZone(timeZone)) throw new Invalid([{ pointer: '/time-zone', detail: `"${timeZone}" is no IANA zone such as Europe/Warsaw` }]);
    const segmentKeys = (segments ?? '').split(',').map((key) => key.trim()).filter((key) => key !== '');
    const created = await createAccount(app, { name, timeZone, segmentKeys });
    return { document: shown(created), text: `Account ${created._id} created. Next: owner create --account ${created._id} --email …` };
  })
    .requiredOption('--name <name>', 'name of the company')
    .option('--time-zone <zone>', 'IANA zone in which its days begin', 'UTC')
    .option('--segments <names>', 'property names that reports may group by, separated by commas');
  appCommand<DeletionOptions>(account, 'delete <id>', 'delete an account with everything in it, for good', desk, async ({ app, options: { name }, args: [id = ''] }) => {
    await giveUpAccount(app, id, { name, by: 'account delete' });
    return { document: { id, deleting: true }, text: `Nobody can sign in to ${name} any more. A worker deletes what is left of it, within minutes.` };
  })
    .requiredOption('--name <name>', 'name of the account, to be sure that it is the one you mean');
  appCommand(account, 'list', 'list the accounts', desk, async () => {
    const accounts = await listAccounts();
    return { document: { data: accounts.map(shown) }, text: table(['id', 'name', 'time zone'], accounts.map(({ _id, name, timeZone }) => [_id, name, timeZone])) };
  });
}

function shown({ _id, name, timeZone, languages, segmentKeys, createdAt }: Account) {
  return { id: _id, name, timeZone, languages, segmentKeys, createdAt };
}
