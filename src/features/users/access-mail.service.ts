/** Mails to people of an account about their own access. */
import { createHash } from 'node:crypto';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { countMails } from '../../metrics.ts';
import { inBackground } from '../../platform/background.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { accessEmail } from './access.email.ts';
import type { User } from './user.model.ts';
import { createSignInLink, usersByAddress } from './users.service.ts';

export interface AccessMail {
  kind: 'invitation' | 'reset';
  /** Absolute, with the token of a one-time link. */
  url: string;
  /** Who invites; `null` where that is not told. */
  inviter: string | null;
}

/** Hands the mail over at once: its reader waits for it. @returns whether the mail server took it */
export async function sendAccessMail(app: App, user: User, { kind, url, inviter }: AccessMail): Promise<boolean> {
  const { branding } = await requireAccount(user.accountId);
  const { template, data } = accessEmail({ kind, url, inviter, role: user.role, language: user.language, branding });
  const { mailFrom } = app.config;
  const name = createHash('sha256').update(url).digest('hex').slice(0, 24);
  const outcome = await app.mailer.send({
    ...app.render.mail(template, data),
    from: { name: branding.companyName, address: mailFrom },
    to: { name: user.name, address: user.email },
    messageId: `<${name}.${kind}@${mailFrom.slice(mailFrom.lastIndexOf('@') + 1)}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  });
  countMails({ kind: 'access', outcome: outcome.kind });
  app.log.info({ event: `access-mail.${outcome.kind}`, accountId: user.accountId, userId: user._id, kind, ...(outcome.kind === 'accepted' ? {} : { reason: outcome.reply }) });
  return outcome.kind === 'accepted' || outcome.kind === 'unknown';
}

/**
 * Writes to everybody who signs in with this address, in the background: how long it takes would tell whether anybody does.
 * The process waits for it before it ends.
 */
export function sendResets(app: App, email: string): void {
  inBackground(app.draining, writeResets(app, email).catch((error: unknown) => app.log.error({ event: 'reset.failed', err: error })));
}

async function writeResets(app: App, email: string): Promise<void> {
  const emailKey = normalizeAddress(email);
  const people = emailKey === null ? [] : await usersByAddress(emailKey);
  for (const user of people) {
    await sendAccessMail(app, user, { kind: 'reset', url: await createSignInLink(app, user, 'reset'), inviter: null });
  }
}
