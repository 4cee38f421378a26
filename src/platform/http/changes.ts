/** Sees every request that changed something: one place for all routes, so that none can be forgotten. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import { notingChanges, type NotedChange } from '../noted-changes.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Sent as POST for their length; they change nothing. */
const LOOKS_ONLY = /\/(?:preview|try|look)$/;

export interface ChangingRequest {
  /** `POST /admin/people/:id/role` */
  route: string;
  /** What stood for the parameters of the route. */
  params: Readonly<Record<string, string>>;
  /** Network address of the caller, as the proxy settings say. */
  from: string;
  /** What the services noted; empty where they note nothing. */
  changes: readonly NotedChange[];
}

/** Whoever changed something hears of it even where keeping it hangs. */
const PATIENCE_MS = 3000;

/**
 * @param keep called once for each request that is no mere reading and succeeded; the answer waits for it, so that nobody
 *   is told of a change that is not kept. Never rejects.
 * @returns to be mounted after the guard
 */
export function watchChanges(keep: (response: Response, request: ChangingRequest) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    if (SAFE.has(request.method)) return next();
    const changes: NotedChange[] = [];
    // There is no other place after the handler and before the answer.
    const end = response.end.bind(response) as (...content: unknown[]) => Response;
    response.end = (...content: unknown[]): Response => {
      response.end = end;
      const route = routeOf(request);
      // An answer that is given again changed something the first time.
      const isAgain = response.hasHeader('Idempotency-Replayed');
      if (response.statusCode >= 400 || isAgain || route === null || LOOKS_ONLY.test(route)) return end(...content);
      const kept = keep(response, { route: `${request.method} ${route}`, params: { ...(request.params as Record<string, string>) }, from: request.ip ?? '', changes });
      void Promise.race([kept, sleep(PATIENCE_MS, undefined, { ref: false })]).then(() => end(...content));
      return response;
    };
    notingChanges(changes, () => next());
  };
}

/** `null` where no route answered. */
function routeOf(request: Request): string | null {
  const { path } = (request.route as { path?: unknown } | undefined) ?? {};
  return typeof path === 'string' ? `${request.baseUrl}${path === '/' ? '' : path}` : null;
}
