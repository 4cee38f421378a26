/** The OpenAPI 3.1 document, generated from the schemas that validate: each route describes itself where it is made. */
import { z, type ZodType } from 'zod';
import type { Scope } from './access.ts';

export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

export interface ResponseDescription {
  description: string;
  /** Absent: the answer has no body, or one that only `contentType` says something about. */
  schema?: ZodType;
  /** Default `application/json` where there is a schema. */
  contentType?: string;
  example?: unknown;
}

export interface RouteDescription {
  method: Method;
  /** From the root, with parameters in braces: `/api/v1/touchpoints/{key}`. */
  path: string;
  /** Heading it stands under. */
  tag: string;
  summary: string;
  description?: string | undefined;
  /** `null`: needs no key. */
  scope: Scope | null;
  params?: ZodType | undefined;
  query?: ZodType | undefined;
  body?: ZodType | undefined;
  /** Default `application/json`. */
  bodyType?: string | undefined;
  /** A body that works. */
  example?: unknown;
  /** What success looks like; the problems every route may answer with are added. */
  responses: Record<number, ResponseDescription>;
  /** Problems it may answer with besides those of every route like it. */
  problems?: readonly number[] | undefined;
}

type Json = Record<string, unknown>;

const described = new Map<string, RouteDescription>();

/** Adds a route to the document; describing it again replaces it. */
export function describeRoute(route: RouteDescription): void {
  described.set(`${route.method} ${route.path}`, route);
}

const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
}).meta({ id: 'Problem' });

const PROBLEMS: Record<number, string> = {
  400: 'The request cannot be read.',
  401: 'The key is missing, malformed, unknown, revoked or expired; the detail says which.',
  403: 'The key has a lower scope.',
  404: 'There is no such thing.',
  409: 'It conflicts with what is stored, or the same Idempotency-Key is being used at this moment; see Retry-After.',
  413: 'The body, or what is asked for, is too large; the detail says how much may be.',
  415: 'The body is compressed or of another content type.',
  422: 'Some values are not accepted; `errors` names each by JSON pointer.',
  429: 'Too many requests; see Retry-After.',
  503: 'A dependency is away and nothing was stored; see Retry-After.',
};

/** Collects named and recursive schemas, so that each stands once under `components`. */
function componentCollector() {
  const schemas: Json = {};
  const take = (name: string, schema: unknown): string => {
    const text = JSON.stringify(schema);
    for (let free = name, count = 2; ; free = `${name}${count++}`) {
      if (schemas[free] === undefined) schemas[free] = schema;
      if (JSON.stringify(schemas[free]) === text) return free;
    }
  };
  const convert = (schema: ZodType, io: 'input' | 'output'): Json => {
    const { $schema: _dialect, $defs = {}, ...own } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Json };
    // A definition that refers to itself is compared under a name that does not depend on where it was met.
    const renamed = (text: string, names: Record<string, string>): string =>
      text.replaceAll(/"#\/\$defs\/([^"]+)"/g, (_all, name: string) => JSON.stringify(`#/components/schemas/${names[name] ?? name}`));
    const names: Record<string, string> = {};
    for (const name of Object.keys($defs as Json)) names[name] = name.startsWith('__') ? 'Json' : name;
    for (const [name, definition] of Object.entries($defs as Json)) {
      names[name] = take(names[name] ?? name, JSON.parse(renamed(JSON.stringify(definition), names)));
    }
    return JSON.parse(renamed(JSON.stringify(own), names)) as Json;
  };
  return { schemas, convert };
}

type Convert = ReturnType<typeof componentCollector>['convert'];

function parametersOf(route: RouteDescription, convert: Convert): Json[] {
  const named = (schema: ZodType | undefined, place: 'path' | 'query'): Json[] => {
    if (!schema) return [];
    const { properties = {}, required = [] } = convert(schema, 'input') as { properties?: Json; required?: string[] };
    return Object.entries(properties).map(([name, value]) => {
      const { description, ...rest } = value as Json;
      return { name, in: place, required: place === 'path' || required.includes(name), ...(description === undefined ? {} : { description }), schema: rest };
    });
  };
  return [
    ...named(route.params, 'path'),
    ...named(route.query, 'query'),
    ...(route.method === 'post' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
}

function answersOf(route: RouteDescription, convert: Convert): Json {
  const successes = Object.entries(route.responses).map(([status, { description, schema, contentType, example }]) => [status, {
    description,
    ...(schema || contentType ? {
      content: { [contentType ?? 'application/json']: { schema: schema ? convert(schema, 'output') : { type: 'string' }, ...(example === undefined ? {} : { example }) } },
    } : {}),
  }]);
  const statuses = [400, 422, 429, 503, ...(route.scope === null ? [] : [401, 403]), ...(route.params ? [404] : []), ...(route.body ? [413, 415] : []), ...(route.method === 'get' ? [] : [409]), ...(route.problems ?? [])];
  const problems = statuses.filter((status) => route.responses[status] === undefined)
    .map((status) => [String(status), { $ref: `#/components/responses/Problem${status}` }]);
  return Object.fromEntries([...successes, ...problems].toSorted(([a], [b]) => Number(a) - Number(b)));
}

function operationOf(route: RouteDescription, convert: Convert): Json {
  const { tag, summary, description, scope, body, bodyType = 'application/json', example } = route;
  const parameters = parametersOf(route, convert);
  return {
    tags: [tag],
    summary,
    description: [description, scope === null ? undefined : `Needs a key of scope \`${scope}\`.`].filter((part) => part !== undefined).join('\n\n'),
    operationId: `${route.method}${route.path.replaceAll(/[^a-zA-Z0-9]+(.)?/g, (_all, next: string | undefined) => next?.toUpperCase() ?? '')}`,
    security: scope === null ? [] : [{ key: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: !body.safeParse(undefined).success, content: { [bodyType]: { schema: convert(body, 'input'), ...(example === undefined ? {} : { example }) } } } } : {}),
    responses: answersOf(route, convert),
  };
}

/** Everything described so far as one OpenAPI 3.1 document; `more` is added to its description. */
export function openApiDocument({ baseUrl, version, more }: { baseUrl: string; version: string; more: string }): Json {
  const { schemas, convert } = componentCollector();
  const problem = convert(z.object({ problem: Problem }), 'output')['properties'] as { problem: Json };
  const paths: Record<string, Json> = {};
  for (const route of [...described.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, convert) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Afterword', version, description: `Report interactions, ask one question, read the scores. Errors are RFC 9457 problems; unknown fields are refused. ${more}`.trim() },
    servers: [{ url: baseUrl }],
    tags: [...new Set([...described.values()].map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer afterword_…`' } },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 200 },
          description: 'The same key with the same body answers again what was answered first, for 24 hours and more.',
        },
      },
      responses: Object.fromEntries(Object.entries(PROBLEMS).map(([status, description]) => [`Problem${status}`, {
        description,
        ...(['409', '429', '503'].includes(status) ? { headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } } } : {}),
        content: { 'application/problem+json': { schema: problem.problem } },
      }])),
    },
  };
}

/** The methods described for a concrete path, empty where there is none: tells "no such place" from "not this method". */
export function methodsAt(path: string): Method[] {
  const parts = path.replace(/\/$/, '').split('/');
  return [...described.values()].filter((route) => {
    const template = route.path.split('/');
    return template.length === parts.length && template.every((part, index) => part.startsWith('{') || part === parts[index]);
  }).map(({ method }) => method);
}
