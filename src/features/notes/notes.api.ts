import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { callerOf } from '../../platform/http/access.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { day, key } from '../../platform/http/fields.ts';
import { pageOf, pageQuery, pageSchema } from '../../platform/http/paging.ts';
import { NoteInput } from './note-input.ts';
import { notesAt, requireNote, type Note } from './notes.queries.ts';
import { addNote, deleteNote } from './notes.service.ts';

const Path = z.strictObject({ id: z.string().min(1).max(100) });
const Query = z.strictObject({
  ...pageQuery,
  touchpoint: key.optional().describe('Those of this touchpoint, and those that stand at every one'),
  from: day.optional().describe('First day'),
  to: day.optional().describe('The day after the last one'),
});

const NoteView = z.object({
  id: z.string(),
  touchpoint: z.string().nullable().describe('null: stands at every touchpoint'),
  day: z.iso.date(),
  text: z.string(),
  by: z.object({ id: z.string(), name: z.string() }).describe('The person or the API key that wrote it'),
  createdAt: z.iso.datetime(),
}).meta({ id: 'Note' });

export function notesApi(app: App): Router {
  const routes = apiRoutes('/api/v1/notes', 'Notes');

  routes.get('', {
    summary: 'List notes', description: 'What is marked on the trends of scores, by day.', scope: 'read', query: Query,
    responses: { 200: { description: 'Notes', schema: pageSchema(NoteView) } },
  }, async ({ accountId, query: { limit, cursor, touchpoint = null, ...range } }) => {
    const { data, nextCursor } = pageOf(await notesAt(accountId, touchpoint, range), { limit, cursor }, ({ day: on, _id }) => `${on}/${_id}`);
    return { status: 200, body: { data: data.map(shown), nextCursor } };
  });

  routes.post('', {
    summary: 'Mark a day on the trend', description: 'A release, a strike, a price change: of one touchpoint, or of all.', scope: 'write', body: NoteInput, example: { touchpoint: 'delivery', day: '2026-05-04', text: 'New carrier' },
    responses: { 201: { description: 'The note', schema: NoteView } },
  }, async ({ accountId, body, response }) => {
    const { keyId: id, keyName: name } = callerOf(response);
    return { status: 201, body: shown(await addNote(app, accountId, body, { id, name })) };
  });

  routes.get('/{id}', {
    summary: 'Read a note', scope: 'read', params: Path,
    responses: { 200: { description: 'The note', schema: NoteView } },
  }, async ({ accountId, params }) => ({ status: 200, body: shown(await requireNote(accountId, params.id)) }));

  routes.delete('/{id}', {
    summary: 'Delete a note', description: 'No answer and no score changes.', scope: 'write', params: Path,
    responses: { 204: { description: 'It is gone' } },
  }, async ({ accountId, params }) => {
    await deleteNote(accountId, params.id);
    return { status: 204 };
  });

  return routes.router;
}

function shown({ _id: id, touchpoint, day: on, text, by, createdAt }: Note) {
  return { id, touchpoint, day: on, text, by, createdAt };
}
