import { pipeline } from 'node:stream/promises';
import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { Malformed } from '../../platform/errors.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { decodeCursor, encodeCursor, PageQuery, pageSchema } from '../../platform/http/paging.ts';
import { parse } from '../../platform/http/parse.ts';
import { withUpload } from '../../platform/http/upload.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { IMPORT_KINDS } from './import-kinds.ts';
import { createImport, importDocument, listImports, rejectedCsv, requireImport, undoImportRun } from './imports.service.ts';
import { Mapping } from './mapping.ts';
import { previewImport } from './preview-import.ts';
import { errorDocument } from './row-error.ts';

const MAX_BYTES = 1024 * 1024 * 1024;

const Fields = z.strictObject({
  kind: z.enum(IMPORT_KINDS, { error: `must be one of ${IMPORT_KINDS.join(', ')}` }),
  mapping: z.string().optional(),
  dryRun: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
});
const Path = z.strictObject({ id: z.string().max(60) });
const ImportView = z.object({
  id: z.string(), kind: z.enum(IMPORT_KINDS), fileName: z.string(), dryRun: z.boolean(),
  status: z.enum(['waiting', 'running', 'finished', 'failed', 'undoing', 'undone']), reason: z.string().nullable(),
  rowsRead: z.int(), accepted: z.int(), updated: z.int(), unchanged: z.int(), rejected: z.int(), percent: z.number(), etaSeconds: z.number().nullable(),
  createdAt: z.iso.datetime(), startedAt: z.iso.datetime().nullable(), finishedAt: z.iso.datetime().nullable(),
}).meta({ id: 'Import' });

function mappingOf(text: string | undefined): Mapping | null {
  if (text === undefined || text === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed('The field "mapping" is not valid JSON.', [{ pointer: '/mapping', detail: 'is not valid JSON' }]);
  }
  return parse(Mapping, value, '/mapping');
}

export function importsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/imports', 'Imports');
  const form = z.object({ kind: z.enum(IMPORT_KINDS), file: z.string().meta({ format: 'binary' }), mapping: z.string().optional(), dryRun: z.enum(['true', 'false']).optional() });

  routes.post('', {
    scope: 'write', body: form, bodyType: 'multipart/form-data', deadlineMs: 0,
    summary: 'Import a file', description: 'CSV or XLSX. Rows have natural keys, so the same file again changes nothing; a corrected row replaces its older self; where two rows of a file are about the same thing, the later one holds and the other counts as unchanged. `dryRun` reads and checks everything and stores nothing.',
    responses: { 202: { description: 'It is being read', schema: z.object({ id: z.string() }) } },
  }, async ({ accountId, request, response }) => {
    const run = await withUpload(request, response, { maxBytes: MAX_BYTES }, async ({ fields, path, fileName, bytes }) => {
      const { kind, mapping, dryRun } = parse(Fields, fields);
      return createImport(app, accountId, { kind, fileName, path, bytes, mapping: mappingOf(mapping), dryRun: dryRun === 'true' });
    });
    return { status: 202, body: { id: run._id }, headers: { Location: `/api/v1/imports/${run._id}` } };
  });

  routes.post('/preview', {
    scope: 'write', body: form, bodyType: 'multipart/form-data', deadlineMs: 0,
    summary: 'Look at a file before importing it', description: 'The first rows as they would be read, the guessed mapping, what is missing, and the first errors. Stores nothing.',
    responses: { 200: { description: 'What the file looks like', schema: z.looseObject({}) } },
  }, async ({ accountId, request, response }) => {
    const { timeZone } = await requireAccount(accountId);
    const { fault: _fault, ...preview } = await withUpload(request, response, { maxBytes: MAX_BYTES }, async ({ fields, path }) => {
      const { kind, mapping } = parse(Fields, fields);
      return previewImport({ path, kind, timeZone, mapping: mappingOf(mapping) ?? undefined });
    });
    return { status: 200, body: { ...preview, errors: preview.errors.map(errorDocument) } };
  });

  routes.get('', {
    summary: 'List imports, latest first', scope: 'read', query: PageQuery,
    responses: { 200: { description: 'Imports', schema: pageSchema(ImportView) } },
  }, async ({ accountId, query }) => {
    const [before] = decodeCursor(query.cursor, 1) ?? [];
    const runs = await listImports(accountId, { before: before === undefined ? new Date(app.now().getTime() + 1) : new Date(before), limit: query.limit + 1 });
    const data = runs.slice(0, query.limit);
    const last = data.at(-1);
    return { status: 200, body: { data: data.map((run) => importDocument(app, run)), nextCursor: last && runs.length > query.limit ? encodeCursor([last.createdAt.toISOString()]) : null } };
  });

  routes.get('/{id}', {
    summary: 'Read how far an import is', scope: 'read', params: Path, responses: { 200: { description: 'The import', schema: ImportView } },
  }, async ({ accountId, params }) => ({ status: 200, body: importDocument(app, await requireImport(accountId, params.id)) }));

  routes.get('/{id}/errors.csv', {
    summary: 'Download every wrong value', description: 'Row, column, value, what is wrong and what is accepted, in English, and a code of what is wrong, which stays.', scope: 'read', params: Path,
    responses: { 200: { description: 'CSV with one line per wrong value', contentType: 'text/csv' } },
  }, async ({ accountId, params, response }) => {
    const { _id } = await requireImport(accountId, params.id);
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="errors-${_id}.csv"`);
    await pipeline(rejectedCsv(accountId, _id), response);
    return undefined;
  });

  routes.post('/{id}/undo', {
    summary: 'Take an import back', description: 'What it replaced holds again.', scope: 'write', params: Path,
    responses: { 202: { description: 'It is being taken back', schema: ImportView } },
  }, async ({ accountId, params }) => ({ status: 202, body: importDocument(app, await undoImportRun(app, accountId, params.id)) }));

  return routes.router;
}
