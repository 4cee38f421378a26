import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import type { ReadyMapping } from '../../domain/mapping/library/ready-mapping.ts';
import type { Mapping } from '../../domain/mapping/mapping.ts';
import type { Policy } from '../../domain/roles.ts';
import type { FieldError } from '../../platform/errors.ts';
import { isOvertaken, opening, overtaken } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused } from '../../platform/http/parse.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { readableJson, readablePayload } from '../../platform/readable-json.ts';
import { previewDelivery } from '../invitations/preview-delivery.service.ts';
import { lastWithPayload, requireDelivery, type LoggedDelivery } from './deliveries.queries.ts';
import { READY_MAPPINGS } from './ready-mappings.ts';
import { exampleOf } from './sender-examples.ts';
import { writtenHeaders, writtenMapping } from './source-form.ts';
import { mappingPage, type EditedMapping, type MappingPageInput } from './source-mapping.view.ts';
import { sourcePath } from './source-parts.ts';
import { changeSource, requireSource, senderOf, type Source } from './sources.service.ts';

const POLICY: Policy = 'sources.manage';
const READY = 'ready:';
/** Characters that stand beside each other in the two fields of the editor. */
const MAPPING_WIDTH = 76;
const PAYLOAD_WIDTH = 48;

/** The editor of a source's mapping. */
export function mappingPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const sourceOf = (request: Request<Record<string, string>>, response: Response): Promise<Source> => requireSource(visitorOf(response).accountId, request.params['id'] ?? '');
  const show = (request: Request, response: Response, source: Source, shown: Pick<MappingPageInput, 'edited' | 'payloadFrom'> & Partial<Pick<MappingPageInput, 'preview' | 'errors' | 'opening'>>): void => {
    const { timeZone } = visitorOf(response);
    const { _id: id, name, kind, mapping } = source;
    const { view, data } = mappingPage(askedBy(request, response), { source: { id, name, kind, hasOwnMapping: mapping !== null }, preview: null, errors: [], opening: opening(mapping, flatForm(request)), timeZone, ...shown });
    response.send(app.render.page(view, data));
  };

  pages.get('/sources/:id/mapping', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    const { accountId, _id } = source;
    const { delivery: id } = flatQuery(request);
    const delivery = id === undefined ? await lastWithPayload(accountId, _id) : await requireDelivery(accountId, _id, id);
    const from = source.mapping === null ? 'built-in' : 'saved';
    show(request, response, source, { edited: { mapping: startMapping(source, from), from, ...payloadOf(source, delivery) }, payloadFrom: delivery ? { kind: 'delivery', at: delivery.at } : { kind: 'example' } });
  });

  pages.post('/sources/:id/mapping', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    const { do: wanted = '', mapping: text = '', payload = '', headers = '', from = '' } = flatForm(request);
    const edited: EditedMapping = { mapping: text, payload, headers, from };
    const payloadFrom = { kind: 'pasted' } as const;
    if (wanted === 'load') return show(request, response, source, { edited: { ...edited, mapping: startMapping(source, from), ...exampleFor(source, edited) }, payloadFrom });

    const refuse = (errors: FieldError[]): void => show(request, response.status(422), source, { edited, payloadFrom, errors });
    const mapping = await orRefused(() => writtenMapping(text));
    if (!mapping.ok) return refuse(mapping.errors);
    if (wanted === 'save') {
      if (isOvertaken(source.mapping, flatForm(request))) return show(request, response.status(409), source, { edited, payloadFrom, opening: overtaken(source.mapping) });
      const saved = isBuiltIn(source, mapping.value) ? null : mapping.value;
      await changeSource(source.accountId, source._id, { mapping: saved });
      return response.redirect(303, sourcePath(askedBy(request, response), source._id, '', { done: saved === null ? 'built-in' : 'mapped' }));
    }
    const sent = await orRefused(() => writtenHeaders(headers));
    if (!sent.ok) return refuse(sent.errors);
    if (payload.trim() === '') return refuse([{ pointer: '/payload', detail: 'is needed' }]);
    show(request, response, source, { edited, payloadFrom, preview: await previewDelivery(app, { ...source, mapping: mapping.value }, { headers: sent.value, payload }) });
  });
  return pages.router;
}

/** A mapping to begin with, as text; `''` where there is none of this name. */
function startMapping({ kind, mapping }: Source, from: string): string {
  const chosen = from === 'saved' ? mapping : from.startsWith(READY) ? readyMapping(from)?.mapping : senderOf(kind).mapping;
  return chosen ? readableJson(chosen, MAPPING_WIDTH) : '';
}

const readyMapping = (from: string): ReadyMapping | undefined => READY_MAPPINGS.find(({ key }) => READY + key === from);

/** With a ready mapping comes a payload of its system, in place of an example of ours. */
function exampleFor(source: Source, { from, payload }: EditedMapping): Partial<EditedMapping> {
  const ready = readyMapping(from);
  const isOurs = ['', payloadOf(source, null).payload].includes(payload.replaceAll('\r', '').trim());
  return ready && isOurs ? { payload: readableJson(ready.example, PAYLOAD_WIDTH), headers: '' } : {};
}

/** What its kind would do anyway is not kept, so that it follows when the product learns more. */
function isBuiltIn({ kind }: Source, mapping: Mapping | null): boolean {
  const { mapping: own } = senderOf(kind);
  return mapping === null || (own !== null && readableJson(mapping) === readableJson(own));
}

/** To try a mapping on: what was received, else an example of the kind. */
function payloadOf({ kind }: Source, delivery: LoggedDelivery | null): Pick<EditedMapping, 'payload' | 'headers'> {
  const { headers, payload } = exampleOf(kind);
  const known = delivery?.headers ?? headers;
  return {
    payload: delivery ? readablePayload(delivery.payload ?? '', PAYLOAD_WIDTH) : readableJson(payload, PAYLOAD_WIDTH),
    headers: Object.entries(known).map(([name, value]) => `${name}: ${value}`).join('\n'),
  };
}
