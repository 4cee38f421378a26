/** nodemailer behind one function: send one message and say plainly what became of it. */
import { createHash, createPrivateKey, createSign } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';

export interface Message {
  from: { name: string; address: string };
  to: { name: string; address: string };
  replyTo?: string;
  subject: string;
  html: string;
  text: string;
  messageId: string;
  headers: Record<string, string>;
}

/**
 * - `accepted`: the server took responsibility for the message.
 * - `deferred`: a clear temporary refusal, or the connection failed before a byte of the message was sent; try again later.
 * - `refused`: a clear permanent refusal of this recipient or message.
 * - `policy`: refused for who we are (5.7.x, authentication), not for the recipient; the sender needs attention.
 * - `unknown`: the connection broke after the message began; it may have been accepted.
 */
export type SendOutcome =
  | { kind: 'accepted'; reply: string }
  | { kind: 'deferred' | 'refused' | 'policy' | 'unknown'; reply: string };

export interface Mailer {
  send(message: Message): Promise<SendOutcome>;
  /** Most messages in flight at once. */
  readonly connections: number;
  /** Proves that the server can be reached and takes our credentials. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

export interface SmtpOptions {
  url: string;
  connections: number;
  /** Messages a second, 0 = no limit. */
  rate: number;
  dkim: { domain: string; selector: string; privateKey: string } | null;
}

/** RFC 8058 §4 wants both unsubscribe headers signed; nodemailer's own list leaves `List-Unsubscribe-Post` out. */
const SIGNED_HEADERS =
  'from:sender:reply-to:subject:date:message-id:to:cc:mime-version:content-type:content-transfer-encoding:' +
  'list-id:list-unsubscribe:list-unsubscribe-post:feedback-id:auto-submitted';

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

/**
 * The streams of a message under way, one per connection it was tried on: whether any of one was read tells whether any of
 * it was sent.
 */
interface Tracked {
  streams: Readable[];
}

function classify(error: SmtpError, tracked: Tracked): SendOutcome {
  const reply = (error.response ?? error.message).slice(0, 500);
  if (error.responseCode !== undefined) {
    if (error.responseCode < 500) return { kind: 'deferred', reply };
    const isPolicy = error.code === 'EAUTH' || /^5\d\d[ -]5\.7\.\d+/.test(error.response ?? '') || error.responseCode === 530 || error.responseCode === 535;
    return { kind: isPolicy ? 'policy' : 'refused', reply };
  }
  return { kind: tracked.streams.some(({ readableDidRead }) => readableDidRead) ? 'unknown' : 'deferred', reply };
}

/** nodemailer sends unsigned mail when signing fails, so the key is proved once, and parsed once: PEM text would be parsed per message. */
function dkimOptions(dkim: NonNullable<SmtpOptions['dkim']>) {
  const key = createPrivateKey(dkim.privateKey);
  createSign('RSA-SHA256').update('proof').sign(key);
  return { domainName: dkim.domain, keySelector: dkim.selector, privateKey: key as unknown as string, headerFieldNames: SIGNED_HEADERS };
}

/** A link folded over two lines breaks signatures at some relays, so headers that are one link are sent as they are. */
function unfolded(headers: Message['headers']): Record<string, string | { prepared: true; value: string }> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /^<[\x21-\x7e]{1,900}>$/.test(value) ? { prepared: true, value } : value]));
}

export function createSmtpMailer({ url, connections, rate, dkim }: SmtpOptions): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    maxMessages: 100,
    maxRequeues: 1,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(rate > 0 ? { rateDelta: 1000, rateLimit: rate } : {}),
    ...(dkim ? { dkim: dkimOptions(dkim) } : {}),
  });
  transport.use('stream', (mail, done) => {
    const tracked = (mail.data as { tracked?: Tracked }).tracked;
    const createReadStream = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (...args: Parameters<typeof createReadStream>) => {
      const stream = createReadStream(...args);
      tracked?.streams.push(stream);
      return stream;
    };
    done();
  });
  return {
    connections,
    async send(message) {
      const tracked: Tracked = { streams: [] };
      try {
        const info = await transport.sendMail({ ...message, headers: unfolded(message.headers), tracked } as Parameters<typeof transport.sendMail>[0]);
        return { kind: 'accepted', reply: String(info.response).slice(0, 500) };
      } catch (error) {
        return classify(error as SmtpError, tracked);
      }
    },
    verify: async () => void (await transport.verify()),
    close: async () => transport.close(),
  };
}

/** Keeps each message as a file, for the caught-mail page of an installation without SMTP. */
export function createCatchingMailer(directory: string): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    connections: 10,
    async send(message) {
      const info = await transport.sendMail(message);
      await mkdir(directory, { recursive: true });
      // Sortable by time and stable per Message-ID; written aside first so that a reader never sees half a message.
      const name = `${Date.now().toString().padStart(15, '0')}-${createHash('sha256').update(message.messageId).digest('hex').slice(0, 12)}.eml`;
      const partial = join(directory, `.${name}`);
      await writeFile(partial, info.message as Buffer);
      await rename(partial, join(directory, name));
      return { kind: 'accepted', reply: '250 caught' };
    },
    verify: async () => void (await mkdir(directory, { recursive: true })),
    close: async () => transport.close(),
  };
}
