/** The mail an installation without SMTP caught, for the people who try it out. Never mounted in production. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Router, type Response } from 'express';
import PostalMime, { type Address } from 'postal-mime';
import { NotFound } from '../errors.ts';

interface CaughtMail {
  id: string;
  to: string;
  from: string;
  subject: string;
  /** ISO 8601. */
  at: string;
  shownAt: string;
  headers: { name: string; value: string }[];
  html: string | null;
  text: string | null;
}

export interface MailboxOptions {
  /** Holds one `.eml` file per message, named `<milliseconds>-<hash>.eml`. */
  directory: string;
  render: { page(name: string, data: object): string };
}

const FILE = /^(\d{15}-[0-9a-f]{12})\.eml$/;
const ID = /^\d{15}-[0-9a-f]{12}$/;
/** Newest ones that are listed. */
const LISTED = 500;

/** The page frames the message, nothing else. */
const MESSAGE_PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/** A message is a stranger's HTML: no script, no form, nothing from elsewhere; its links open in the whole window or a new one. */
const MESSAGE_POLICY =
  "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; default-src 'none'; " +
  "style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; frame-ancestors 'self'";

/** Mounted at `/dev`: the list, one message, and the same as JSON for scripts. */
export function mailbox({ directory, render }: MailboxOptions): Router {
  const router = Router();
  const read = createReader(directory);
  router.get('/mailbox.json', async (_request, response) => {
    response.json((await read.newest()).map(({ id, to, subject, at }) => ({ id, to, subject, at })));
  });
  router.get('/mailbox', async (_request, response) => {
    response.send(render.page('dev/mailbox', { messages: await read.newest() }));
  });
  router.get('/mailbox/:id.json', async (request, response) => {
    const { headers, html, text } = await read.one(request.params.id);
    response.json({ headers, html, text });
  });
  router.get('/mailbox/:id/html', async (request, response) => {
    const { html } = await read.one(request.params.id);
    if (html === null) throw new NotFound('This message has no HTML part.');
    sendMessage(response, html);
  });
  router.get('/mailbox/:id', async (request, response) => {
    const message = await read.one(request.params.id);
    response.setHeader('Content-Security-Policy', MESSAGE_PAGE_POLICY);
    response.send(render.page('dev/message', { ...message, hasHtml: message.html !== null }));
  });
  return router;
}

function sendMessage(response: Response, html: string): void {
  response.setHeader('Content-Security-Policy', MESSAGE_POLICY);
  // Inside the frame a plain link would open in the frame.
  response.type('html').send(/<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, '$&<base target="_top">') : `<base target="_top">${html}`);
}

/** Files never change once they are there, so each is read and parsed once while it is listed. */
function createReader(directory: string) {
  const known = new Map<string, CaughtMail>();
  const load = async (id: string): Promise<CaughtMail> => {
    const parsed = known.get(id) ?? toCaughtMail(id, await PostalMime.parse(await readFile(join(directory, `${id}.eml`))));
    known.set(id, parsed);
    if (known.size > 2 * LISTED) known.delete(known.keys().next().value ?? '');
    return parsed;
  };
  return {
    async newest(): Promise<CaughtMail[]> {
      const files = await readdir(directory).catch(() => []);
      const ids = files.map((file) => FILE.exec(file)?.[1]).filter((id) => id !== undefined);
      return Promise.all(ids.toSorted().reverse().slice(0, LISTED).map(load));
    },
    /** @throws NotFound */
    async one(id: string): Promise<CaughtMail> {
      if (!ID.test(id)) throw new NotFound('There is no such message.');
      return load(id).catch((error: unknown) => {
        throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new NotFound('There is no such message.') : error;
      });
    },
  };
}

function toCaughtMail(id: string, mail: Awaited<ReturnType<typeof PostalMime.parse>>): CaughtMail {
  const at = new Date(Number(id.slice(0, 15)));
  return {
    id,
    to: (mail.to ?? []).map(shownAddress).join(', '),
    from: mail.from ? shownAddress(mail.from) : '',
    subject: mail.subject ?? '',
    at: at.toISOString(),
    shownAt: `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    html: mail.html ?? null,
    text: mail.text ?? null,
  };
}

function shownAddress({ name, address }: Address): string {
  return name ? `${name} <${address ?? ''}>` : (address ?? '');
}
