/** /api/openapi.json and the readable form of it at /api/docs, with nothing from elsewhere. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router } from 'express';
import { openApiDocument } from './openapi.ts';
import { securityHeaders } from './security.ts';

const require = createRequire(import.meta.url);

/** Of the API, not of the program: `/api/v1`. */
const API_VERSION = '1.0.0';
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;

const PAGE = `<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Afterword API</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><main id="docs"></main><noscript><p>The API is described in <a href="/api/openapi.json">/api/openapi.json</a>.</p></noscript><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`;
/** In a file of its own, so that the content policy needs no exception for it. */
const START = "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null, tryItOutEnabled: true });\n";

/**
 * To be mounted at `/api`, once every route is made.
 * @param more what else the description tells, in Markdown
 */
export function apiDocs({ baseUrl }: { baseUrl: string }, more = ''): Router {
  const router = Router();
  const files = dirname(require.resolve('swagger-ui-dist/package.json'));
  let document: string | null = null;

  router.get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(openApiDocument({ baseUrl, version: API_VERSION, more }));
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.type('application/json').send(document);
  });
  router.use('/docs', securityHeaders({ https: baseUrl.startsWith('https:') }));
  router.get('/docs', (_request, response) => void response.type('html').send(PAGE));
  router.get('/docs/start.js', (_request, response) => void response.type('text/javascript').send(START));
  for (const file of FILES) router.get(`/docs/${file}`, (_request, response) => void response.sendFile(file, { root: files, maxAge: '1d' }));
  return router;
}
