/** Counts requests per caller in this process and refuses the excess with 429, `Retry-After` and the `RateLimit` headers. */
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { TooMany } from '../errors.ts';

export interface RequestLimit {
  /** Shown in the `RateLimit` headers. */
  name: string;
  windowMs: number;
  /** Requests per window and caller. */
  limit: number;
  /** Default: by address, an IPv6 one by its /56. */
  keyOf?: (request: Request, response: Response) => string;
  detail: string;
}

export function limitRequests({ name, windowMs, limit, keyOf, detail }: RequestLimit): RequestHandler {
  return rateLimit({
    windowMs,
    limit,
    identifier: name,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    keyGenerator: keyOf ?? ((request) => ipKeyGenerator(request.ip ?? '')),
    handler: (_request, _response, next) => next(new TooMany(detail, Math.ceil(windowMs / 1000))),
  });
}
