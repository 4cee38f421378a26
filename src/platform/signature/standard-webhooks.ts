/** Our own end of Standard Webhooks: new secrets, and requests signed with all that hold. */
import { STANDARD_WEBHOOKS } from './schemes.ts';
import { newSecretFor } from './secret.ts';
import { signFor } from './sign.ts';

/** 256 random bits as `whsec_…`. */
export function newWebhookSecret(): string {
  return newSecretFor(STANDARD_WEBHOOKS);
}

/** The three headers of a signed request; of several secrets each signs. */
export function signWebhook(secrets: readonly string[], { id, at, body }: { id: string; at: Date; body: Buffer }): Record<string, string> {
  const each = secrets.map((secret) => signFor(STANDARD_WEBHOOKS, secret, { url: '', id, at, body }));
  return { ...each[0], 'webhook-signature': each.map((headers) => headers['webhook-signature']).join(' ') };
}
