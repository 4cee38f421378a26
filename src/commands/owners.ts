import type { Command } from 'commander';
import { normalizeAddress } from '../domain/address.ts';
import { turnOffSecondStep } from '../features/users/second-step.service.ts';
import { createSignInLink, createUser, listUsers } from '../features/users/users.service.ts';
import { accountCommand, type CommonOptions, type Desk } from './desk.ts';

interface OwnerOptions extends CommonOptions {
  email: string;
  name?: string;
  language?: string;
  resetSecondStep?: boolean;
}

export function ownerCommands(program: Command, desk: Desk): void {
  const owner = program.command('owner').description('people who own an account');
  accountCommand<OwnerOptions>(owner, 'create', 'make an owner, or a new sign-in link for the one with this address', desk, async ({ app, account, options }) => {
    const emailKey = normalizeAddress(options.email);
    const known = (await listUsers(account._id)).find((user) => user.emailKey === emailKey);
    if (known && known.role !== 'owner') throw new Error(`${options.email} already belongs to a person with the role "${known.role}"`);
    const { email, name, language } = options;
    const user = known ?? await createUser(app, account._id, { email, role: 'owner', ...(name === undefined ? {} : { name }), ...(language === undefined ? {} : { language }) });
    const isReset = options.resetSecondStep === true && Boolean(known?.secondStep);
    if (isReset) await turnOffSecondStep(user, 'people.second-step-reset');
    const signInLink = await createSignInLink(app, user);
    return {
      document: { id: user._id, account: account._id, email: user.email, role: user.role, created: known === undefined, secondStepReset: isReset, signInLink },
      text: `${known ? 'This owner exists already' : 'Owner created'}.${isReset ? ' The second step is off.' : ''} Sign in once, within an hour:\n${signInLink}`,
    };
  })
    .requiredOption('--email <address>', 'address to sign in with')
    .option('--name <name>', 'as it is shown')
    .option('--reset-second-step', 'turn the second step off, for an owner who lost phone and recovery codes; without it the link asks for a code too')
    .option('--language <tag>', 'language of the interface and of alerts: en, ar, fa or pl');
}
