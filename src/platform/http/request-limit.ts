/**
 * Counts requests per caller in this process and refuses the excess with 429, `Retry-After` and the `RateLimit` headers.
 * Counting is synchronous: of requests that arrive in one turn of the event loop each gets a number of its own.
 */
import { isIPv4 } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import { TooMany } from '../errors.ts';

export interface RequestLimit {
  /** Shown in the `RateLimit` headers. */
  name: string;
  windowSeconds: number;
  /** Requests per window and caller. */
  limit: number;
  /** Default: by network address. */
  keyOf?: (request: Request, response: Response) => string;
  detail: string;
}

export function limitRequests({ name, windowSeconds, limit, keyOf = addressOf, detail }: RequestLimit): RequestHandler {
  const policy = `"${name}"; q=${limit}; w=${windowSeconds}`;
  // One window for all callers, so that forgetting them costs nothing.
  let counts = new Map<string, number>();
  let endsAt = 0;
  return (request, response, next) => {
    const now = performance.now();
    if (now >= endsAt) {
      counts = new Map();
      endsAt = now + windowSeconds * 1000;
    }
    const key = keyOf(request, response);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const secondsLeft = Math.ceil((endsAt - now) / 1000);
    response.setHeader('RateLimit-Policy', policy);
    response.setHeader('RateLimit', `"${name}"; r=${Math.max(0, limit - count)}; t=${secondsLeft}`);
    next(count > limit ? new TooMany(detail, secondsLeft) : undefined);
  };
}

/** An IPv4 address, or the /64 of an IPv6 one: that much belongs to one line. */
function addressOf(request: Request): string {
  const address = (request.ip ?? '').replace(/^::ffff:/i, '');
  if (isIPv4(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  const after = tail === undefined ? [] : tail.split(':');
  const full = [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'), ...after];
  return full.slice(0, 4).join(':');
}
