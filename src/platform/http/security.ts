/** Headers and static files of every page: a strict policy, nothing from elsewhere, nothing kept by shared caches. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Router, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Assets } from '../render.ts';

/** Strict CSP without inline script or style. `no-store` is the default; hashed assets override it. */
export function securityHeaders({ https }: { https: boolean }): RequestHandler {
  const headers = Object.entries({
    ...headersOf(helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], connectSrc: ["'self'"],
          fontSrc: ["'self'"], formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"],
        },
      },
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: https,
      crossOriginEmbedderPolicy: false,
    })),
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
  });
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

/** What a middleware sets on every response alike. */
function headersOf(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  middleware(response.req, response, (error) => {
    if (error !== undefined) throw error;
  });
  return response.getHeaders() as Record<string, string>;
}

/** Files under URLs that carry a hash of their content, so they may be kept for ever. */
export function hashedAssets(assets: Assets): Router {
  const router = Router();
  router.get(/.*/, (request, response, next) => {
    const asset = assets.files.get(request.baseUrl + request.path);
    if (!asset) return next();
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.type(asset.contentType).send(asset.body);
  });
  return router;
}
