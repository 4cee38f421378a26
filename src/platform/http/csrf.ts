/** A form counts only when it was shown by this site to this session: a token in the form, and the browser's word on where it comes from. */
import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import { Forbidden } from '../errors.ts';

/** The token is missing or belongs to another session, mostly one that has ended. */
export class StaleForm extends Forbidden {}

const FIELD = '_csrf';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

const { generateToken, isRequestValid } = csrfSync({
  getTokenFromRequest: (request) => {
    // The body of an upload is read only once its sender is known, so its token stands in the address.
    const holder = request.is('multipart/form-data') ? request.query : (request.body as Record<string, unknown> | undefined);
    return holder?.[FIELD] as string | undefined;
  },
});

/** The token of this session's forms; making the first one starts the session. `''` where the session could not be opened. */
export function csrfToken(request: Request): string {
  return (request as { session?: unknown }).session ? generateToken(request) : '';
}

function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** What the browser says about the page that sent the form; programs that are no browser say nothing. */
function isFromElsewhere(request: Request, ownHost: string): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.get('origin');
  if (origin === undefined) return false;
  const host = originHost(origin);
  return host === null || (host !== ownHost && host !== request.get('host'));
}

/** Every request that may change something; mounted after the session and the parsing of forms. */
export function csrfProtection({ baseUrl }: { baseUrl: string }): RequestHandler {
  const ownHost = new URL(baseUrl).host;
  return (request, _response, next) => {
    if (SAFE.has(request.method)) return next();
    if (isFromElsewhere(request, ownHost)) throw new Forbidden('The form was sent by another site.');
    if (!isRequestValid(request)) throw new StaleForm('The form does not belong to this session.');
    next();
  };
}
