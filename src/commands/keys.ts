import type { Command } from 'commander';
import { createApiKey, includesScope, listApiKeys, revokeApiKey, SCOPES, type Scope } from '../features/users/api-keys.service.ts';
import { Invalid } from '../platform/errors.ts';
import { accountCommand, type CommonOptions, type Desk } from './desk.ts';
import { table } from './text.ts';

interface NewKeyOptions extends CommonOptions {
  name: string;
  scopes: string;
}

export function keyCommands(program: Command, desk: Desk): void {
  const key = program.command('key').description('API keys');
  accountCommand<NewKeyOptions>(key, 'create', 'make an API key; it is shown now and never again', desk, async ({ app, account, options }) => {
    const { id, key: secret, scope } = await createApiKey(app, account._id, { name: options.name, scope: highest(options.scopes) });
    return { document: { id, key: secret, scopes: [scope] }, text: `${secret}\n(${id}, ${scope}; it is kept as a hash only, so note it now)` };
  })
    .requiredOption('--name <name>', 'what it is for')
    .option('--scopes <scope>', `one of ${SCOPES.join(', ')}; each includes the ones before it`, 'write');
  accountCommand(key, 'list', 'list the API keys', desk, async ({ account }) => {
    const keys = await listApiKeys(account._id);
    return {
      document: { data: keys.map(({ keyId, name, scope, createdAt, revokedAt }) => ({ id: keyId, name, scopes: [scope], createdAt, revokedAt })) },
      text: table(['id', 'name', 'scope', 'created', 'revoked'], keys.map(({ keyId, name, scope, createdAt, revokedAt }) => [keyId, name, scope, createdAt.toISOString(), revokedAt?.toISOString() ?? '–'])),
    };
  });
  accountCommand(key, 'revoke <id>', 'make an API key stop working within a second', desk, async ({ app, account, args: [id = ''] }) => {
    await revokeApiKey(app, account._id, id);
    return { document: { id, revoked: true }, text: `${id} is revoked.` };
  });
}

function highest(text: string): Scope {
  const named = text.split(',').map((name) => name.trim());
  const unknown = named.filter((name) => !(SCOPES as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Invalid([{ pointer: '/scopes', detail: `must be ${SCOPES.join(', ')}; got "${unknown.join(', ')}"` }]);
  return (named as Scope[]).reduce((best, scope) => (includesScope(scope, best) ? scope : best));
}
