import type { Router } from 'express';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWeb } from '../../../src/web.ts';
import { openApiOf, type OpenApi } from '../../support/api-client.ts';
import { openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let document: OpenApi;
beforeAll(async () => {
  test = await openTestApp();
  document = await openApiOf(test);
});
afterAll(async () => test.close());

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
  matchers: ((path: string) => false | { path: string; params: Record<string, string> })[];
}

/** Which methods the mounted routers really have for an address, found by walking them as a request would. */
function methodsMounted(stack: Layer[], path: string): string[] {
  return stack.flatMap((layer) => {
    const match = layer.matchers[0]?.(path);
    if (!match) return [];
    if (layer.route) return Object.keys(layer.route.methods);
    const rest = path.slice(match.path.length);
    return layer.handle.stack ? methodsMounted(layer.handle.stack, rest.startsWith('/') ? rest : `/${rest}`) : [];
  });
}

/** Every route below a router, as templates relative to where it is mounted. */
function routesOf(stack: Layer[]): { path: string; methods: string[] }[] {
  return stack.flatMap((layer) => (layer.route ? [{ path: layer.route.path, methods: Object.keys(layer.route.methods) }] : layer.handle.stack ? routesOf(layer.handle.stack) : []));
}

const operations = (): [string, string, Record<string, unknown>][] =>
  Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [method, path, operation] as [string, string, Record<string, unknown>]));

it('describes every route that is mounted under /api/v1, and no other', () => {
  const { stack } = (createWeb(test.app) as unknown as { router: Router }).router as unknown as { stack: Layer[] };
  const concrete = (path: string) => path.replaceAll(/\{\w+\}/g, 'x');
  for (const [method, path] of operations()) {
    if (path.startsWith('/api/v1')) expect([path, methodsMounted(stack, concrete(path))]).toEqual([path, expect.arrayContaining([method])]);
  }
  const api = stack.find((layer) => !layer.route && layer.handle.stack && layer.matchers[0]?.('/api/v1/x'));
  const mounted = routesOf(api?.handle.stack ?? []).flatMap(({ methods }) => methods).length;
  expect(mounted).toBeGreaterThan(15);
  expect(operations().filter(([, path]) => path.startsWith('/api/v1'))).toHaveLength(mounted);
});

it('lists the addresses of the contract', () => {
  const listed = new Set(operations().map(([method, path]) => `${method} ${path}`));
  for (const one of [
    'get /api/v1/touchpoints', 'put /api/v1/touchpoints/{key}', 'get /api/v1/touchpoints/{key}', 'delete /api/v1/touchpoints/{key}',
    'put /api/v1/surveys/{key}', 'get /api/v1/surveys/{key}', 'get /api/v1/surveys/{key}/versions', 'post /api/v1/surveys/{key}/preview',
    'post /api/v1/interactions', 'post /api/v1/interactions/batch', 'get /api/v1/interactions/{id}', 'post /api/v1/sources',
  ]) expect(listed).toContain(one);
});

it('is OpenAPI 3.1 whose references lead somewhere, whose ids are unique and whose schemas are schemas', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Afterword', version: expect.any(String) } });
  const text = JSON.stringify(document);
  for (const [, reference = ''] of text.matchAll(/"\$ref":"#([^"]+)"/g)) {
    const found = reference.slice(1).split('/').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')], document);
    expect([reference, found]).toEqual([reference, expect.anything()]);
  }
  const ids = operations().map(([, , operation]) => operation['operationId']);
  expect(new Set(ids).size).toBe(ids.length);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document as unknown as Record<string, unknown>, 'api');
  for (const [name, schema] of Object.entries((document.components as unknown as { schemas: Record<string, object> }).schemas)) {
    expect([name, ajv.validateSchema(schema)]).toEqual([name, true]);
    expect(() => ajv.compile({ $ref: `api#/components/schemas/${name}` })).not.toThrow();
  }
  for (const [method, path, operation] of operations()) {
    const { parameters = [] } = operation as { parameters?: { name?: string; in?: string }[] };
    const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect([path, inPath.toSorted()]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted()]);
    expect([method, path, operation['summary']]).toEqual([method, path, expect.stringMatching(/\S/)]);
    expect(Object.keys(operation['responses'] as object)).toEqual(expect.arrayContaining(path.startsWith('/api/v1') ? ['401', '403', '503'] : []));
  }
});

it('has examples that fit their own schemas', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document as unknown as Record<string, unknown>, 'api');
  let seen = 0;
  for (const [method, path, operation] of operations()) {
    const content = (operation['requestBody'] as { content: Record<string, { example?: unknown }> } | undefined)?.content ?? {};
    for (const [type, { example }] of Object.entries(content)) {
      if (example === undefined || type !== 'application/json') continue;
      seen += 1;
      const place = ['paths', path, method, 'requestBody', 'content', type, 'schema'].map((part) => `/${encodeURIComponent(part.replaceAll('/', '~1'))}`).join('');
      const validate = ajv.compile({ $ref: `api#${place}` });
      expect([path, validate(example), validate.errors]).toEqual([path, true, null]);
    }
  }
  expect(seen).toBeGreaterThan(4);
});

it('is readable at /api/docs from this server alone, under a strict content policy', async () => {
  const page = await fetch(`${test.url}/api/docs`);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe-inline');
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file).filter((file) => file !== 'data:,');
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    expect(file).toMatch(/^\/api\//);
    const answer = await fetch(`${test.url}${file}`);
    expect([file, answer.status, (await answer.arrayBuffer()).byteLength > 50]).toEqual([file, 200, true]);
  }
  expect(html).not.toMatch(/<script>|<style|\son\w+="/);
});
