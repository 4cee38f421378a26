/** POST /webhooks/{sourceId}: an interaction by signed webhook. */
import { Router, type Request } from 'express';
import type { App } from '../../app.ts';
import { AppError, Malformed, NotFound, Unauthorized, type FieldError } from '../../platform/errors.ts';
import { readBody } from '../../platform/http/body.ts';
import { ANSWER_WITHIN_MS, within } from '../../platform/http/deadline.ts';
import { errorHandler } from '../../platform/http/errors.ts';
import { parseJson } from '../../platform/http/json.ts';
import { tryParse } from '../../platform/http/parse.ts';
import { limitRequests } from '../../platform/http/request-limit.ts';
import { explainRefusal } from '../../platform/signature/explain.ts';
import { STANDARD_WEBHOOKS } from '../../platform/signature/schemes.ts';
import { newWebhookSecret } from '../../platform/signature/standard-webhooks.ts';
import { verify } from '../../platform/signature/verify.ts';
import { ReportedInteraction, receiveInteraction, toNewInteraction } from '../interactions/interactions.service.ts';
import { activeSecrets, countRefusal, findSource, keepIgnored, type Source } from './sources.service.ts';

const MAX_BYTES = 128 * 1024;
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
      response.status(status).json(answer);
    } catch (error) {
      if (isRefusal(error)) void failures(request, response, (limited?: unknown) => next(limited ?? error));
      else next(error);
    }
  });
  router.use(errorHandler(app.log));
  return router;

  async function serve(request: Request, body: Buffer): Promise<Outcome> {
    const source = await findSource(String(request.params['sourceId']));
    const { method, url, headersDistinct: headers } = request;
    const verified = verify(STANDARD_WEBHOOKS, source ? activeSecrets(app, source) : nobody, { method, url, headers, body, now: app.now() });
    if (!source) throw new NotFound();
    if (!verified.ok) {
      await countRefusal(app, source, verified.reason);
      throw new Unauthorized(`${verified.reason}: ${explainRefusal(STANDARD_WEBHOOKS, verified.reason)}`);
    }
    return take(app, source, { deliveryId: verified.id ?? '', body });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && (error.status === 401 || error.status === 404);
}

/** Rightly signed: whatever it holds, the sender has done its part and need not send it again. */
async function take(app: App, source: Source, { deliveryId, body }: { deliveryId: string; body: Buffer }): Promise<Outcome> {
  const read = readInteraction(source, body);
  if (!read.ok) {
    await keepIgnored(app, source, { deliveryId, reason: read.reason, problems: read.errors, payload: body });
    return { status: 202, answer: { status: 'ignored', reason: read.reason, errors: read.errors } };
  }
  const { kind, interaction } = await receiveInteraction(app, source.accountId, source._id, toNewInteraction(read.value));
  return { status: kind === 'accepted' ? 202 : 200, answer: { id: interaction.externalId, status: kind, source: source._id, receivedAt: interaction.receivedAt } };
}

type Read = { ok: true; value: ReportedInteraction } | { ok: false; reason: string; errors: FieldError[] };

function readInteraction(source: Source, body: Buffer): Read {
  if (source.status === 'paused') return { ok: false, reason: 'paused', errors: [] };
  try {
    const parsed = tryParse(ReportedInteraction, parseJson(body));
    return parsed.ok ? parsed : { ok: false, reason: 'not-an-interaction', errors: parsed.errors };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ok: false, reason: 'unreadable', errors: [{ pointer: '', detail: error.message }] };
  }
}
