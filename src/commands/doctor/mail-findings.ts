import { createHash } from 'node:crypto';
import type { App } from '../../app.ts';
import { dkimName } from '../../domain/sender-check.ts';
import { dkimKey } from '../../platform/dkim-key.ts';
import { createTextLookUp } from '../../platform/dns.ts';
import { createSmtpMailer } from '../../platform/mailer.ts';
import { bad, ok, unchecked, warning, type Result } from './finding.ts';

const LEAST_RSA_BITS = 2048;

export async function mailServer({ smtp, production }: App['config']): Promise<Result> {
  if (!smtp) return production ? bad('none', 'set SMTP_URL') : warning('none: mail is caught and shown at /dev/mailbox', 'set SMTP_URL to send it');
  const mailer = createSmtpMailer({ ...smtp, dkim: null });
  try {
    await mailer.verify();
    return ok('takes our credentials');
  } catch (error) {
    return bad((error as Error).message, 'check host, port, user and password in SMTP_URL (smtp:// upgrades by STARTTLS, smtps:// is TLS from the start)');
  } finally {
    await mailer.close();
  }
}

export async function dkim({ smtp, dnsServers }: App['config']): Promise<Result> {
  if (!smtp) return unchecked('needs a mail server');
  if (!smtp.dkim) return warning('not set: mail is not signed here', 'set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE, unless the mail server signs');
  const { domain, selector, privateKey } = smtp.dkim;
  const key = dkimKey(privateKey);
  if (key === null) return bad('DKIM_KEY_FILE holds no RSA private key in PEM', 'make one: openssl genrsa -out dkim.pem 2048');
  const { bits, publicKey: wanted } = key;
  if (bits < LEAST_RSA_BITS) return bad(`the key has ${bits} bits`, `make one of ${LEAST_RSA_BITS}: openssl genrsa -out dkim.pem ${LEAST_RSA_BITS}`);
  const name = dkimName({ domain, selector });
  const publish = `publish at ${name} a TXT record: v=DKIM1; k=rsa; p=${wanted}`;
  const answer = await createTextLookUp(dnsServers)(name);
  if (answer.kind !== 'found') return warning(`the key is usable, but ${name} ${answer.kind === 'absent' ? 'publishes nothing' : `could not be looked up (${answer.reason})`}`, publish);
  const isPublished = answer.records.some((record) => record.replaceAll(/\s/g, '').includes(`p=${wanted}`));
  return isPublished ? ok(`published at ${name}, fingerprint ${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`) : bad(`${name} publishes another key`, publish);
}

export async function publicAddress({ baseUrl, production }: App['config']): Promise<Result> {
  const { protocol, hostname } = new URL(baseUrl);
  if (production && protocol !== 'https:') return bad(`${baseUrl} is not https`, 'set BASE_URL to the https address that recipients reach');
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (production && isLocal) return bad(`${baseUrl} leads to this machine only`, 'set BASE_URL to the address that recipients reach');
  try {
    const response = await fetch(`${baseUrl}/healthz`, { signal: AbortSignal.timeout(4000), redirect: 'manual' });
    return response.ok ? ok(`${baseUrl} answers`) : bad(`${baseUrl}/healthz answers ${response.status}`, 'check BASE_URL and the proxy in front');
  } catch {
    const remedy = 'start web (npm start), and check BASE_URL and the proxy in front: every link in a mail starts with it';
    return production ? bad(`${baseUrl} does not answer from here`, remedy) : warning(`${baseUrl} does not answer`, remedy);
  }
}
