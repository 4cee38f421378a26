/** Every operation of the OpenAPI document, as tests try them all: a new route is in it by itself. */
import { openApiOf } from './api-client.ts';
import type { TestApp } from './test-app.ts';

type Schema = Record<string, unknown>;

export interface Operation {
  method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  path: string;
  scope: string;
  contentType: string | undefined;
  example: unknown;
  /** Names of the query parameters that are documented. */
  query: string[];
  /** Of the body, where there is one. */
  schema: Schema | undefined;
}

export async function operationsOf(test: Pick<TestApp, 'url'>): Promise<Operation[]> {
  const { paths, components } = await openApiOf(test);
  const resolved = (schema: Schema | undefined): Schema | undefined => components.schemas[String(schema?.['$ref']).split('/').at(-1) ?? ''] ?? schema;
  return Object.entries(paths).filter(([path]) => path.startsWith('/api/v1')).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => {
    const content = (operation['requestBody'] as { content?: Record<string, { example?: unknown; schema?: Schema }> } | undefined)?.content ?? {};
    const [contentType, body] = Object.entries(content)[0] ?? [];
    const scope = /scope `(\w+)`/.exec(String(operation['description']))?.[1] ?? '';
    const parameters = (operation['parameters'] ?? []) as { in: string; name: string }[];
    return {
      method: method as Operation['method'], path, scope, contentType, example: body?.example, schema: resolved(body?.schema),
      query: parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name),
    };
  }));
}

export const titleOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string => `${method.toUpperCase()} ${path}`;

/** The address with `id` for each of its parameters. */
export const withId = (path: string, id: string): string => path.replaceAll(/\{\w+\}/g, encodeURIComponent(id));
