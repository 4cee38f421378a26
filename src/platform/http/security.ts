/** Headers and static files of every page: a strict policy, nothing from elsewhere, nothing kept by shared caches. */
import { Router, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Assets } from '../render.ts';

/** Strict CSP without inline script or style. `no-store` is the default; hashed assets override it. */
export function securityHeaders({ https }: { https: boolean }): RequestHandler[] {
  return [
    helmet({
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
    }),
    (_request, response, next) => {
      response.setHeader('Cache-Control', 'no-store');
      response.setHeader('X-Robots-Tag', 'noindex');
      next();
    },
  ];
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
