/** A real SMTP server that keeps what it accepts, and can refuse, stall or hang up where a test says so. It knows no password. */
import { connect as connectTo, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface CaughtMail {
  raw: string;
  from: string;
  to: string;
  subject: string;
  messageId: string;
  html: string;
  text: string;
  /** By lower-case name; of several of one name the last. */
  headers: Record<string, string>;
}

export interface SmtpSink {
  readonly url: string;
  /** Accepted messages, in order of acceptance. */
  readonly mails: CaughtMail[];
  /**
   * What becomes of the next recipients: an SMTP reply (`450 …`, `550 …`), or hanging up before DATA or instead of the
   * reply to DATA. Accepted where nothing is set.
   */
  readonly fates: Map<string, Fate>;
  /** Milliseconds between the end of a message and its acceptance. */
  delayMs: number;
  close(): Promise<void>;
}

export type Fate = { reply: string; at?: 'rcpt' | 'data' } | { hangUp: 'before-data' | 'before-reply' };

class Refusal extends Error {
  readonly responseCode: number;
  constructor(reply: string) {
    super(reply.slice(4));
    this.responseCode = Number(reply.slice(0, 3));
  }
}

async function parsed(raw: Buffer, envelope: { from: string; to: string }): Promise<CaughtMail> {
  const mail = await PostalMime.parse(raw);
  return {
    raw: raw.toString('latin1'), ...envelope,
    subject: mail.subject ?? '', messageId: mail.messageId ?? '', html: mail.html ?? '', text: mail.text ?? '',
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
  };
}

export async function openSmtpSink(): Promise<SmtpSink> {
  const mails: CaughtMail[] = [];
  const fates = new Map<string, Fate>();
  const sockets = new Map<string, Socket>();
  const sink = { delayMs: 0 };
  const recipientOf = (envelope: { rcptTo: { address: string }[] }): string => envelope.rcptTo[0]?.address ?? '';
  const hangUp = (session: { remotePort?: number }): void => void sockets.get(String(session.remotePort))?.destroy();

  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(new Refusal('535 5.7.8 authentication failed')),
    disableReverseLookup: true,
    closeTimeout: 500,
    onRcptTo({ address }, session, done) {
      const fate = fates.get(address);
      if (fate && 'hangUp' in fate && fate.hangUp === 'before-data') {
        fates.delete(address);
        return hangUp(session);
      }
      done(fate && 'reply' in fate && fate.at !== 'data' ? new Refusal(fate.reply) : null);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = recipientOf(session.envelope);
        const fate = fates.get(to);
        if (fate && 'reply' in fate) return done(new Refusal(fate.reply));
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
        void parsed(Buffer.concat(parts), { from, to }).then((mail) => {
          mails.push(mail);
          if (fate) {
            fates.delete(to);
            return hangUp(session);
          }
          setTimeout(() => done(null, `250 2.0.0 kept ${mails.length}`), sink.delayMs);
        });
      });
    },
  });
  server.on('error', () => {}); // a client that was killed resets its connection
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const inner = (server.server.address() as AddressInfo).port;
  // A door of our own, because the library keeps the sockets it would have to break to itself.
  const door = createServer((client) => {
    const upstream = connectTo(inner, '127.0.0.1', () => {
      const key = String(upstream.localPort);
      sockets.set(key, client);
      client.pipe(upstream).pipe(client);
      client.once('close', () => sockets.delete(key));
    });
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
      one.on('error', () => other.destroy());
      one.once('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(door.address() as AddressInfo).port}`,
    mails, fates,
    get delayMs() {
      return sink.delayMs;
    },
    set delayMs(milliseconds) {
      sink.delayMs = milliseconds;
    },
    async close() {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => door.close(() => resolve()));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
