/** /healthz: the process is alive. /readyz: all is well, or 503 naming what is not. /metrics: numbers for Prometheus. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Router, type Request, type RequestHandler } from 'express';
import type { CheckResult } from '../checkup.ts';
import { METRICS_TYPE } from '../metrics.ts';

export interface Health {
  checkup(): Promise<CheckResult[]>;
  /** What is worth knowing and no fault, by name. */
  notices(): Promise<Record<string, string>>;
  metrics(): Promise<string>;
  /** `null`: numbers are shown to this machine only. */
  metricsToken: string | null;
}

export function health({ checkup, notices, metrics, metricsToken }: Health): Router {
  const router = Router();
  router.use(['/healthz', '/readyz', '/metrics'], neverKept);
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const [results, told] = await Promise.all([checkup(), notices().catch(() => ({}))]);
    const isReady = results.every(({ state }) => state === 'ok');
    response.status(isReady ? 200 : 503).json({
      status: isReady ? 'ready' : 'not ready',
      checks: Object.fromEntries(results.map(({ name, detail }) => [name, detail])),
      ...(Object.keys(told).length === 0 ? {} : { notices: told }),
    });
  });
  router.get('/metrics', mayReadMetrics(metricsToken), async (_request, response) => {
    // Not by `type()`, which would put the charset at another place than the format's own description has it.
    response.setHeader('Content-Type', METRICS_TYPE);
    response.end(await metrics());
  });
  return router;
}

/** An answer of a moment ago, from a cache in between, would hide a fault. */
const neverKept: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Without a token only somebody on this machine, and not through a proxy on it, which would speak for the whole world. */
function isDirectLoopback({ socket, headers }: Request): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return LOOPBACK.has(socket.remoteAddress ?? '') && !isForwarded;
}

function mayReadMetrics(token: string | null): RequestHandler {
  const wanted = token === null ? null : digest(token);
  return (request, response, next) => {
    const refuse = (status: number, why: string) => void response.status(status).type('text/plain').send(`${why}\n`);
    if (wanted === null) {
      if (isDirectLoopback(request)) next();
      else refuse(403, 'Metrics are shown to this machine only; set METRICS_TOKEN to read them from elsewhere.');
      return;
    }
    const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), wanted)) return next();
    response.setHeader('WWW-Authenticate', 'Bearer');
    refuse(401, 'Metrics need METRICS_TOKEN as a bearer token.');
  };
}
