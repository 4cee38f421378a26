import { pipeline } from 'node:stream/promises';
import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { Conflict, Invalid } from '../../platform/errors.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/paging.ts';
import { tryParse } from '../../platform/http/parse.ts';
import { withUpload } from '../../platform/http/upload.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { UnusableFile } from '../../platform/table/unusable-file.ts';
import { draftPage } from './import-draft.view.ts';
import { createDraft, discardDraft, findDraft, importDraft, rememberMapping, requireDraft, withDraftFile, type ImportDraft } from './import-drafts.service.ts';
import type { ImportPreview } from './import-file.ts';
import { IMPORT_KINDS } from './import-kinds.ts';
import { isUnderWay, runPage, undoPage } from './import-run.view.ts';
import { csvWording, draftPath, importPath, LIST } from './imports-parts.ts';
import { firstRejected, importDocument, listImports, rejectedCsv, requireImport, undoImportRun } from './imports.service.ts';
import { importsPage, type ImportsPageInput } from './imports.view.ts';
import { mappingFrom } from './mapping-form.ts';
import { Mapping } from './mapping.ts';
import { previewImport } from './preview-import.ts';

const POLICY: Policy = 'imports.run';
const MAX_BYTES = 1024 * 1024 * 1024;
const SHOWN_RUNS = 30;
const SHOWN_ERRORS = 20;
const REFRESH_SECONDS = 3;

/** Imports: a file looked at, checked, imported, watched and taken back. */
export function importPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const send = (response: Response, { view, data }: Page<string, object>): void => void response.send(app.render.page(view, data));
  const draftOf = (request: Request<Record<string, string>>, response: Response): Promise<ImportDraft> => requireDraft(visitorOf(response).accountId, request.params['id'] ?? '');
  const runOf = (request: Request<Record<string, string>>, response: Response) => requireImport(visitorOf(response).accountId, request.params['id'] ?? '');

  const list = async (request: Request, response: Response, refused: ImportsPageInput['refused']): Promise<void> => {
    const { accountId, timeZone } = visitorOf(response);
    const { cursor } = flatQuery(request);
    const [before] = decodeCursor(cursor, 1) ?? [];
    const found = await listImports(accountId, { before: before === undefined ? new Date(app.now().getTime() + 1) : new Date(before), limit: SHOWN_RUNS + 1 });
    const runs = found.slice(0, SHOWN_RUNS);
    const last = runs.at(-1);
    const nextCursor = last && found.length > SHOWN_RUNS ? encodeCursor([last.createdAt.toISOString()]) : null;
    send(response, importsPage(askedBy(request, response), { runs, nextCursor, isFirst: cursor === undefined, refused, timeZone }));
  };

  pages.get('/imports', POLICY, async (request, response) => list(request, response, null));

  pages.post('/imports', POLICY, async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    let chosen = '';
    try {
      const draft = await withUpload(request, response, { maxBytes: MAX_BYTES }, async ({ fields, path, fileName, bytes }) => {
        chosen = fields['kind'] ?? '';
        const kind = IMPORT_KINDS.find((known) => known === chosen);
        if (kind === undefined) return null;
        await previewImport({ path, kind, timeZone, rows: 1 });
        return createDraft(app, accountId, { kind, fileName, bytes, path });
      });
      if (draft === null) return await list(request, response.status(422), { kind: chosen, problem: 'kind', exactly: null });
      response.redirect(303, draftPath(askedBy(request, response), draft._id));
    } catch (error) {
      if (error instanceof UnusableFile) return list(request, response.status(422), { kind: chosen, problem: error.reason, exactly: error.message });
      if (error instanceof Invalid) return list(request, response.status(422), { kind: chosen, problem: 'file', exactly: null });
      throw error;
    }
  });

  const look = async (request: Request, response: Response, draft: ImportDraft, given: { mapping: Mapping | undefined; refused: { dateFormat: string } | null }): Promise<void> => {
    const { timeZone } = visitorOf(response);
    const preview = await withDraftFile(draft, async (path) => {
      const looked = (mapping: Mapping | undefined): Promise<ImportPreview> => previewImport({ path, kind: draft.kind, timeZone, mapping });
      try {
        return await looked(given.mapping);
      } catch (error) {
        if (!(error instanceof UnusableFile) || given.mapping === undefined) throw error;
        // A sheet that is not there, say: shown as it is without that choice.
        const { sheet, encoding: _encoding, delimiter: _delimiter, ...rest } = given.mapping;
        const shown = await looked(rest);
        return { ...shown, mapping: { ...shown.mapping, sheet }, problem: error.message, fault: null };
      }
    });
    send(response, draftPage(askedBy(request, response), { draft, preview, refused: given.refused }));
  };

  pages.get('/imports/files/:id', POLICY, async (request, response) => {
    const draft = await draftOf(request, response);
    await look(request, response, draft, { mapping: draft.mapping as Mapping | undefined, refused: null });
  });

  pages.post('/imports/files/:id', POLICY, async (request, response) => {
    const draft = await draftOf(request, response);
    const form = flatForm(request);
    const { dateFormat: pattern, ...rest } = mappingFrom(draft.kind, form);
    const mapping = tryParse(Mapping, { ...rest, ...(pattern === undefined ? {} : { dateFormat: pattern }) });
    if (!mapping.ok) {
      const usable = tryParse(Mapping, rest);
      return look(request, response.status(422), draft, { mapping: usable.ok ? usable.value : undefined, refused: { dateFormat: form['dateFormat'] ?? '' } });
    }
    await rememberMapping(draft, mapping.value);
    if (form['do'] !== 'check' && form['do'] !== 'start') return response.redirect(303, draftPath(askedBy(request, response), draft._id));
    const dryRun = form['do'] === 'check';
    const run = await importDraft(app, draft, { mapping: mapping.value, dryRun });
    response.redirect(303, importPath(askedBy(request, response), run._id, '', dryRun ? { file: draft._id } : {}));
  });

  pages.post('/imports/files/:id/discard', POLICY, async (request, response) => {
    await discardDraft(await draftOf(request, response));
    response.redirect(303, withQuery(LIST, { done: 'discarded', ...carried(askedBy(request, response)) }));
  });

  pages.get('/imports/:id', POLICY, async (request, response) => {
    const run = await runOf(request, response);
    const { accountId, timeZone } = visitorOf(response);
    const [rejected, draft] = await Promise.all([firstRejected(accountId, run._id, SHOWN_ERRORS), run.dryRun ? findDraft(accountId, flatQuery(request)['file'] ?? '') : null]);
    const errors = rejected.map(({ row, ...value }) => ({ ...value, rowNumber: row }));
    // Works without a script; the address stays.
    if (isUnderWay(run)) response.setHeader('Refresh', String(REFRESH_SECONDS));
    send(response, runPage(askedBy(request, response), { run, etaSeconds: importDocument(app, run).etaSeconds, errors, draftId: draft?._id ?? null, timeZone }));
  });

  pages.get('/imports/:id/errors.csv', POLICY, async (request, response) => {
    const { accountId, _id } = await runOf(request, response);
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="errors-${_id}.csv"`);
    await pipeline(rejectedCsv(accountId, _id, csvWording(askedBy(request, response))), response);
  });

  pages.get('/imports/:id/undo', POLICY, async (request, response) => send(response, undoPage(askedBy(request, response), { run: await runOf(request, response), refusal: null })));

  pages.post('/imports/:id/undo', POLICY, async (request, response) => {
    const run = await runOf(request, response);
    try {
      await undoImportRun(app, run.accountId, run._id);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return send(response.status(409), undoPage(askedBy(request, response), { run, refusal: error.message }));
    }
    response.redirect(303, importPath(askedBy(request, response), run._id, '', { done: 'undoing' }));
  });
  return pages.router;
}
