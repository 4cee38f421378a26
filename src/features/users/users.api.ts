/** The guard of /api/v1: who is calling, how often, and where answers of repeated requests are kept. */
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { App } from '../../app.ts';
import { keyState } from '../../domain/api-key.ts';
import { Unauthorized } from '../../platform/errors.ts';
import { callerOf, setCaller } from '../../platform/http/access.ts';
import { setAnswerStore } from '../../platform/http/api-routes.ts';
import { ANSWER_WITHIN_MS, within } from '../../platform/http/deadline.ts';
import { limitRequests } from '../../platform/http/request-limit.ts';
import { findApiKey, noteUse } from './api-keys.service.ts';
import { answerStore } from './idempotency.service.ts';

const FAILURES_PER_MINUTE = 300;

export function apiGuard(app: App): Router {
  const router = Router();
  const store = answerStore(app);
  const failures = limitRequests({ name: 'failed-authentication', windowSeconds: 60, limit: FAILURES_PER_MINUTE, detail: 'Too many requests with a wrong key from this address.' });

  router.use((request, response, next) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    within(ANSWER_WITHIN_MS, identify(app, request, response)).then((refused) => {
      if (refused === null) {
        setAnswerStore(response, store);
        next();
      } else void failures(request, response, (limited?: unknown) => next(limited ?? refused));
    }, next);
  });
  router.use(...perKey(app.config.rateLimit));
  return router;
}

function perKey(limit: number): RequestHandler[] {
  if (limit === 0) return [(_request, _response, next) => next()];
  return [limitRequests({ name: 'key', windowSeconds: 1, limit, keyOf: (_request, response) => callerOf(response).accountId, detail: `At most ${limit} requests a second are accepted for one account.` })];
}

/** @returns `null` once the caller is known, else why not */
async function identify(app: App, request: Request, response: Response): Promise<Unauthorized | null> {
  const { authorization } = request.headers;
  if (authorization === undefined) return new Unauthorized('There is no API key: send "Authorization: Bearer <key>".');
  const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (key === undefined) return new Unauthorized('The Authorization header is malformed: send "Authorization: Bearer <key>".');
  const found = await findApiKey(key);
  if (!found) return new Unauthorized('The API key is unknown or was revoked.');
  if (keyState(found, app.now()) === 'expired') return new Unauthorized(`The API key "${found.name}" expired at ${found.expiresAt?.toISOString()}: make a new one.`);
  noteUse(app, found);
  setCaller(response, { accountId: found.accountId, scope: found.scope, keyId: found.keyId, keyName: found.name });
  return null;
}
