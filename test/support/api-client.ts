/** Calls /api/v1 as a program does, and holds every answer against the OpenAPI document the server hands out. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Scope } from '../../src/features/users/api-keys.service.ts';
import { anApiKey, type TestApp } from './test-app.ts';

type Json = Record<string, unknown>;
type Responses = Record<string, { $ref?: string; content?: Record<string, unknown> }>;

export interface OpenApi {
  paths: Record<string, Record<string, Json & { responses: Responses }>>;
  components: { responses: Responses; schemas: Record<string, Json> };
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed; `null` without a body. Tests name what they expect in it. */
  body: ReturnType<typeof JSON.parse>;
}

type Send = (path: string, body?: unknown, headers?: Record<string, string>) => Promise<ApiAnswer>;

export interface ApiClient {
  key: string;
  get: Send;
  put: Send;
  post: Send;
  patch: Send;
  delete: Send;
}

export async function openApiOf(test: Pick<TestApp, 'url'>): Promise<OpenApi> {
  return (await (await fetch(`${test.url}/api/openapi.json`)).json()) as OpenApi;
}

/** Says what about an answer is not as documented; nothing when all is. */
type Conformance = (method: string, path: string, answer: ApiAnswer) => string | null;

function conformanceOf(document: OpenApi): Conformance {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats as unknown as (target: Ajv2020) => void)(ajv);
  ajv.addSchema(document as unknown as Json, 'api');
  const validators = new Map<string, ValidateFunction>();
  const validatorAt = (place: string): ValidateFunction => {
    const validate = validators.get(place) ?? ajv.compile({ $ref: `api#${place}` });
    validators.set(place, validate);
    return validate;
  };
  const pointer = (parts: string[]): string => parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
  return (method, path, answer) => {
    const places = path.split('?')[0]?.split('/') ?? [];
    const template = Object.keys(document.paths).find((known) => {
      const parts = known.split('/');
      return parts.length === places.length && parts.every((part, index) => part.startsWith('{') || part === places[index]) && document.paths[known]?.[method] !== undefined;
    });
    if (template === undefined) return answer.status === 404 || answer.status === 405 || answer.status === 401 ? null : 'the address is not documented';
    const response = document.paths[template]?.[method]?.responses[answer.status];
    if (!response) return `the status ${answer.status} is not documented`;
    const shared = response.$ref?.split('/').at(-1);
    const content = shared === undefined ? response.content : document.components.responses[shared]?.content;
    if (!content) return answer.text === '' ? null : 'a body that is not documented';
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    if (!(type in content)) return `the content type ${type} is not documented`;
    if (!type.endsWith('json')) return null;
    const base = shared === undefined ? ['paths', template, method, 'responses', String(answer.status)] : ['components', 'responses', shared];
    const validate = validatorAt(pointer([...base, 'content', type, 'schema']));
    return validate(answer.body) ? null : `the body is not as documented: ${ajv.errorsText(validate.errors)}\n${answer.text.slice(0, 2000)}`;
  };
}

/** @throws when an answer is not what the document promises */
export async function apiClient(test: TestApp, accountId: string, scope: Scope = 'admin'): Promise<ApiClient> {
  const key = await anApiKey(test.app, accountId, scope);
  const conforms = conformanceOf(await openApiOf(test));
  const send = (method: string): Send => async (path, body, headers = {}) => {
    const response = await fetch(`${test.url}${path}`, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const answer: ApiAnswer = { status: response.status, headers: response.headers, text, body: isJson && text !== '' ? JSON.parse(text) : null };
    const wrong = conforms(method, path, answer);
    if (wrong !== null) throw new Error(`${method.toUpperCase()} ${path}: ${wrong}`);
    return answer;
  };
  return { key, get: send('get'), put: send('put'), post: send('post'), patch: send('patch'), delete: send('delete') };
}
