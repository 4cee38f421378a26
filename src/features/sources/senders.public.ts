import { Router, type Response } from 'express';
import type { App } from '../../app.ts';
import type { Mapping } from '../../domain/mapping/mapping.ts';
import type { Page } from '../../domain/page-frame.ts';
import { NotFound } from '../../platform/errors.ts';
import { securityHeaders } from '../../platform/http/security.ts';
import { READY_MAPPINGS } from './ready-mappings.ts';
import { readDelivery } from './receive-delivery.service.ts';
import { senderDocPage, senderDocsPage, type DocumentedExample } from './sender-docs.view.ts';
import { EXAMPLE_SCHEME, exampleOf, type SenderExample } from './sender-examples.ts';
import { SOURCE_KINDS, senderOf, type SourceKind } from './senders.ts';

/** When an example arrives that does not say itself when it happened. */
const SOME_DAY = '2026-05-04T09:30:00Z';

/** The public documentation of every sender: a list, and a page for each with its guide and an example. */
export function senderDocs(app: App): Router {
  const router = Router();
  const send = (response: Response, { view, data }: Page<string, object>): void => void response.type('html').send(app.render.page(view, data));
  router.use(securityHeaders({ https: app.config.baseUrl.startsWith('https:') }));
  router.get('/', (_request, response) => send(response, senderDocsPage()));
  router.get('/:kind', (request, response) => {
    const kind = SOURCE_KINDS.find((known) => known === request.params['kind']);
    if (kind === undefined) throw new NotFound('There is no such sender.');
    const { mapping, scheme } = senderOf(kind);
    send(response, senderDocPage({
      kind,
      url: `${app.config.baseUrl}/webhooks/src_…`,
      scheme: scheme ?? EXAMPLE_SCHEME,
      example: documented(kind, null, exampleOf(kind)),
      ready: mapping === null ? READY_MAPPINGS.map(({ name, body, ...ready }) => ({ name, body, ...documented(kind, ready.mapping, { headers: {}, payload: ready.example, happenedAt: null }) })) : [],
    }));
  });
  return router;
}

function documented(kind: SourceKind, mapping: Mapping | null, { headers, payload, happenedAt }: SenderExample): DocumentedExample {
  const { items } = readDelivery({ kind, mapping }, { deliveryId: 'example', headers: { ...headers }, body: Buffer.from(JSON.stringify(payload)), receivedAt: new Date(happenedAt ?? SOME_DAY) });
  const [item] = items;
  if (!item || !('interaction' in item)) throw new Error(`the example of ${kind} becomes no interaction`);
  return { headers, payload, interaction: item.interaction };
}
