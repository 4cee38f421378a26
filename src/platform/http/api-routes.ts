/**
 * Routes of the JSON API: scope, parameters, query and body are checked before the handler runs, the answer it returns is
 * sent, and the route stands in the OpenAPI document with the very schemas that checked it.
 */
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { ZodType } from 'zod';
import { AppError, Invalid, NotFound } from '../errors.ts';
import { callerOf, needs, type Scope } from './access.ts';
import { readBody } from './body.ts';
import { ANSWER_WITHIN_MS, within } from './deadline.ts';
import { answerOnce, type AnswerStore, type StoredAnswer } from './idempotency.ts';
import { answerJson } from './json-answer.ts';
import { parseJson } from './json.ts';
import { describeRoute, methodsAt, type Method, type ResponseDescription } from './openapi.ts';
import { parse } from './parse.ts';

export interface ApiCall<Params, Query, Body> {
  accountId: string;
  params: Params;
  query: Query;
  body: Body;
  request: Request;
  response: Response;
}

/** `undefined` when the handler has written the response itself (streams; not for POST). */
export type ApiAnswer = {
  status: number;
  body?: unknown;
  /** Instead of `body`: JSON as text already. */
  text?: string | null;
  headers?: Record<string, string>;
} | undefined;

export interface ApiRoute<Params, Query, Body> {
  summary: string;
  description?: string;
  scope: Scope;
  params?: ZodType<Params>;
  /** Absent: no query is accepted. */
  query?: ZodType<Query>;
  /** Absent: no body is read. */
  body?: ZodType<Body>;
  /** The handler reads the upload itself; `body` then only describes it. */
  bodyType?: 'multipart/form-data';
  /** Default 256 KiB. */
  maxBytes?: number;
  /** Longest time until the answer begins, before it is a 503; 0 = no limit. */
  deadlineMs?: number;
  /** A body that works, shown in the document. */
  example?: unknown;
  responses: Record<number, ResponseDescription>;
  /** Statuses of problems besides those of every route like it. */
  problems?: readonly number[];
}

type Handle<Params, Query, Body> = (call: ApiCall<Params, Query, Body>) => Promise<ApiAnswer> | ApiAnswer;
type AddRoute = <Params = undefined, Query = undefined, Body = undefined>(path: string, route: ApiRoute<Params, Query, Body>, handle: Handle<Params, Query, Body>) => void;

export interface ApiRoutes extends Record<Method, AddRoute> {
  /** To be mounted at the base. */
  readonly router: Router;
}

const MAX_BYTES = 256 * 1024;
const JSON_TYPES = ['application/json'];

export function setAnswerStore(response: Response, store: AnswerStore): void {
  response.locals['answerStore'] = store;
}

/**
 * @param base where the router will be mounted: `/api/v1/touchpoints`
 * @param tag heading in the document
 * Paths are written with braces (`/{key}`) and `''` for the base itself.
 */
export function apiRoutes(base: string, tag: string): ApiRoutes {
  const router = Router({ strict: false });
  const add = (method: Method): AddRoute => (path, route, handle) => {
    describeRoute({ method, path: `${base}${path}`, tag, ...route });
    const serve = server(route as unknown as AnyRoute, handle as Handle<unknown, unknown, unknown>, method);
    router[method](path.replaceAll(/\{(\w+)\}/g, ':$1') || '/', needs(route.scope), serve);
  };
  return { router, get: add('get'), put: add('put'), post: add('post'), patch: add('patch'), delete: add('delete') };
}

type AnyRoute = ApiRoute<unknown, unknown, unknown>;

function server(route: AnyRoute, handle: Handle<unknown, unknown, unknown>, method: Method) {
  const { maxBytes = MAX_BYTES, deadlineMs = ANSWER_WITHIN_MS } = route;
  return async (request: Request, response: Response): Promise<void> => {
    const { accountId } = callerOf(response);
    const readsJson = route.body !== undefined && route.bodyType === undefined && !(isOptional(route.body) && isEmpty(request));
    // An upload is told apart by its length: its handler streams it past us.
    const raw = readsJson ? await readBody(request, { maxBytes, types: JSON_TYPES }) : Buffer.from(request.headers['content-length'] ?? '');
    const run = async (): Promise<ApiAnswer> => handle({
      accountId,
      params: route.params ? parse(route.params, { ...request.params }, '/path') : undefined,
      query: queryOf(request, route.query),
      body: readsJson && route.body ? parse(route.body, parseJson(raw)) : undefined,
      request,
      response,
    });
    const key = method === 'post' ? request.headers['idempotency-key'] : undefined;
    const work = key === undefined ? run() : runOnce(request, response, { accountId, key: String(key), raw, run });
    send(response, await (deadlineMs === 0 ? work : inTime(response, deadlineMs, work)));
  };
}

/** A body that may be left out altogether. */
const isOptional = (schema: ZodType): boolean => schema.safeParse(undefined).success;

const isEmpty = ({ headers }: Request): boolean => headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

/** What has begun to stream is not cut off. */
function inTime(response: Response, deadlineMs: number, work: Promise<ApiAnswer>): Promise<ApiAnswer> {
  return within(deadlineMs, work).catch((error: unknown) => {
    if (response.headersSent) return work;
    throw error;
  });
}

/** Under an `Idempotency-Key`. */
async function runOnce(request: Request, response: Response, { accountId, key, raw, run }: { accountId: string; key: string; raw: Buffer; run: () => Promise<ApiAnswer> }): Promise<ApiAnswer> {
  const store = response.locals['answerStore'] as AnswerStore | undefined;
  if (!store) throw new Error('this route is mounted outside the guard');
  const keyed = { accountId, key, method: request.method, path: request.originalUrl, body: raw };
  const { answer: { status, text }, replayed } = await answerOnce(store, keyed, async () => toStored(await run()));
  return { status, text, ...(replayed ? { headers: { 'Idempotency-Replayed': 'true' } } : {}) };
}

/** Most routes take no query; then anything in it is a mistake worth hearing of. */
function queryOf(request: Request, schema: ZodType | undefined): unknown {
  if (schema) return parse(schema, request.query, '/query');
  if (!request.url.includes('?')) return undefined;
  const names = Object.keys(request.query);
  if (names.length > 0) throw new Invalid(names.map((name) => ({ pointer: `/query/${name}`, detail: 'unknown parameter; this address takes none' })));
  return undefined;
}

function toStored(answer: ApiAnswer): StoredAnswer {
  if (!answer) throw new Error('a POST returns its answer, so that it can be given again');
  return { status: answer.status, text: textOf(answer) };
}

function textOf({ body, text }: NonNullable<ApiAnswer>): string | null {
  return text !== undefined ? text : body === undefined ? null : JSON.stringify(body);
}

function send(response: Response, answer: ApiAnswer): void {
  if (!answer) return;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  const text = textOf(answer);
  if (text !== null) return answerJson(response, answer.status, text);
  response.statusCode = answer.status;
  response.end();
}

/** After the last route: 405 where only the method is wrong, 404 otherwise. */
export function unknownRoute(): RequestHandler {
  return (request, response) => {
    const methods = methodsAt(request.baseUrl + request.path).map((method) => method.toUpperCase());
    if (methods.length === 0) throw new NotFound();
    response.setHeader('Allow', methods.join(', '));
    throw new AppError(405, 'Method not allowed', `This address answers to ${methods.join(', ')}.`);
  };
}
