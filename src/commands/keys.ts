import type { Command } from 'commander';
import { createApiKey, highestScope, listApiKeys, revokeApiKey, SCOPES, type Scope } from '../features/users/api-keys.service.ts';
import type { Day } from '../domain/period.ts';
import { Invalid } from '../platform/errors.ts';
import { day } from '../platform/http/fields.ts';
import { accountCommand, type CommonOptions, type Desk } from './desk.ts';
import { table } from './text.ts';

interface NewKeyOptions extends CommonOptions {
  name: string;
  scopes: string;
  expires?: string;
}

export function keyCommands(program: Command, desk: Desk): void {
  const key = program.command('key').description('API keys');
  accountCommand<NewKeyOptions>(key, 'create', 'make an API key; it is shown now and never again', desk, async ({ app, account, options }) => {
    const { id, key: secret, scope, expiresAt } = await createApiKey(app, account._id, { name: options.name, scope: highest(options.scopes), lastDay: options.expires === undefined ? null : dayIn(options.expires) });
    return {
      document: { id, key: secret, scopes: [scope], ...(expiresAt === null ? {} : { expiresAt }) },
      text: `${secret}\n(${id}, ${scope}${expiresAt === null ? '' : `, until ${expiresAt.toISOString()}`}; it is kept as a hash only, so note it now)`,
    };
  })
    .requiredOption('--name <name>', 'what it is for')
    .option('--scopes <scope>', `one of ${SCOPES.join(', ')}; each includes the ones before it`, 'write')
    .option('--expires <day>', 'its last day, such as 2027-06-30, in the time zone of the account');
  accountCommand(key, 'list', 'list the API keys', desk, async ({ account }) => {
    const keys = await listApiKeys(account._id);
    return {
      document: { data: keys.map(({ keyId, name, scope, createdAt, lastUsedAt = null, expiresAt = null, revokedAt }) => ({ id: keyId, name, scopes: [scope], createdAt, lastUsedAt, expiresAt, revokedAt })) },
      text: table(['id', 'name', 'scope', 'created', 'last used', 'expires', 'revoked'], keys.map(({ keyId, name, scope, createdAt, ...times }) => [
        keyId, name, scope, createdAt.toISOString(), ...[times.lastUsedAt, times.expiresAt, times.revokedAt].map((at) => at?.toISOString() ?? '–'),
      ])),
    };
  });
  accountCommand(key, 'revoke <id>', 'make an API key stop working within a second', desk, async ({ app, account, args: [id = ''] }) => {
    await revokeApiKey(app, account._id, id);
    return { document: { id, revoked: true }, text: `${id} is revoked.` };
  });
}

function dayIn(text: string): Day {
  const parsed = day.safeParse(text);
  if (!parsed.success) throw new Invalid([{ pointer: '/expires', detail: 'must be a day such as 2027-06-30' }]);
  return parsed.data;
}

function highest(text: string): Scope {
  const named = text.split(',').map((name) => name.trim());
  const unknown = named.filter((name) => !(SCOPES as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Invalid([{ pointer: '/scopes', detail: `must be ${SCOPES.join(', ')}; got "${unknown.join(', ')}"` }]);
  return highestScope(named as Scope[]);
}
