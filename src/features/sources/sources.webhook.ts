/** POST /webhooks/{sourceId}: what a source sends, in its own format, proved by its own signature. */
import { Router, type Request } from 'express';
import type { App } from '../../app.ts';
import { AppError, NotFound, Unauthorized } from '../../platform/errors.ts';
import { readBody } from '../../platform/http/body.ts';
import { ANSWER_WITHIN_MS, within } from '../../platform/http/deadline.ts';
import { errorHandler } from '../../platform/http/errors.ts';
import { answerJson } from '../../platform/http/json-answer.ts';
import { limitRequests } from '../../platform/http/request-limit.ts';
import { explainRefusal } from '../../platform/signature/explain.ts';
import type { Refusal, Scheme, SignedRequest } from '../../platform/signature/scheme.ts';
import { STANDARD_WEBHOOKS } from '../../platform/signature/schemes.ts';
import { newWebhookSecret } from '../../platform/signature/standard-webhooks.ts';
import { verify } from '../../platform/signature/verify.ts';
import { sha256 } from '../../platform/token.ts';
import { mappableHeaders } from './mappable-headers.ts';
import { takeDelivery, type Taken } from './receive-delivery.service.ts';
import { recordRefusal } from './refusals.service.ts';
import { activeSecrets, findSource, schemesOf, senderOf, type Source } from './sources.service.ts';

const MAX_BYTES = 1_048_576;
const FAILURES_PER_MINUTE = 600;

interface Outcome {
  status: number;
  answer: object;
}

export function sourceWebhooks(app: App): Router {
  const router = Router();
  const failures = limitRequests({ name: 'failed-signatures', windowSeconds: 60, limit: FAILURES_PER_MINUTE, detail: 'Too many requests with a wrong signature from this address.' });
  // An unknown source is checked like a known one, so that only the answer tells them apart.
  const nobody = [newWebhookSecret()];

  // Some senders look whether somebody is there before they post.
  router.head('/:sourceId', (_request, response) => void response.status(200).end());

  router.post('/:sourceId', async (request, response, next) => {
    try {
      const body = await readBody(request, { maxBytes: MAX_BYTES, types: null });
      const { status, answer } = await within(ANSWER_WITHIN_MS, serve(request, body));
      answerJson(response, status, JSON.stringify(answer));
    } catch (error) {
      if (isRefusal(error)) void failures(request, response, (limited?: unknown) => next(limited ?? error));
      else next(error);
    }
  });
  router.use(errorHandler(app.log));
  return router;

  async function serve(request: Request, body: Buffer): Promise<Outcome> {
    const receivedAt = app.now();
    const source = await findSource(String(request.params['sourceId']));
    if (source && isPing(source, request)) return { status: 200, answer: { status: 'ready' } };
    const signed: SignedRequest = { method: request.method, url: app.config.baseUrl + request.originalUrl, headers: request.headersDistinct, body, now: receivedAt };
    const proved = prove(source ? schemesOf(source) : [STANDARD_WEBHOOKS], source ? activeSecrets(app, source) : nobody, signed);
    if (!source) throw new NotFound();
    const deliveryId = (proved.ok ? proved.id : null) ?? sentId(source, request) ?? sha256(body.toString('latin1'));
    if (!proved.ok) {
      await recordRefusal(app, source, { reason: proved.reason, deliveryId });
      throw new Unauthorized(`${proved.reason}: ${proved.explained}`);
    }
    return answerOf(source, receivedAt, await takeDelivery(app, source, { deliveryId, headers: mappableHeaders(request.headers), body, receivedAt }));
  }
}

type Proved = { ok: true; id: string | null } | { ok: false; reason: Refusal; explained: string };

/** By the first scheme that holds; where none does, the reason is that of the scheme the request looks most like. */
function prove(schemes: readonly Scheme[], secrets: readonly string[], request: SignedRequest): Proved {
  let refused: Proved | null = null;
  for (const scheme of schemes) {
    const verified = verify(scheme, secrets, request);
    if (verified.ok) return verified;
    if (refused === null || (!refused.ok && refused.reason === 'missing-headers')) refused = { ...verified, explained: explainRefusal(scheme, verified.reason) };
  }
  if (!refused) throw new Error('a source has at least one scheme');
  return refused;
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && (error.status === 401 || error.status === 404);
}

function isPing({ kind }: Source, request: Request): boolean {
  return senderOf(kind).pingTypes.some((type) => request.is(type) !== false);
}

/** What the sender calls this delivery, where it says so beside the signature. */
function sentId({ kind }: Source, request: Request): string | null {
  const name = senderOf(kind).deliveryHeaders.find((header) => request.get(header) !== undefined);
  return name === undefined ? null : (request.get(name)?.slice(0, 256) ?? null);
}

/** Rightly signed: whatever it holds, the sender has done its part and need not send it again. */
function answerOf(source: Source, receivedAt: Date, { outcome, items, receipts }: Taken): Outcome {
  const [item] = items;
  const status = outcome === 'duplicate' ? 200 : 202;
  if (items.length > 1) {
    return { status, answer: { status: outcome, source: source._id, receivedAt, results: items.map((each) => ({ status: each.outcome, id: each.interaction, reason: each.reason, errors: each.problems })) } };
  }
  if (!item || item.interaction === null) return { status, answer: { status: 'ignored', reason: item?.reason ?? source.status, errors: item?.problems ?? [] } };
  return { status, answer: { id: item.interaction, status: outcome, source: source._id, receivedAt: receipts[0]?.interaction.receivedAt ?? receivedAt } };
}
