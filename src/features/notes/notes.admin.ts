import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { authorOf } from '../../domain/author.ts';
import { dayOf } from '../../domain/period.ts';
import type { Policy } from '../../domain/roles.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused } from '../../platform/http/parse.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { knownTouchpoints, requireKnownTouchpoint, type KnownTouchpoint } from '../touchpoints/touchpoints.queries.ts';
import { NoteInput } from './note-input.ts';
import { notesAt, requireNote } from './notes.queries.ts';
import { addNote, deleteNote } from './notes.service.ts';
import { notesPage, notesPath, removeNotePage, type NoteForm } from './notes.view.ts';

type PageRequest = Request<Record<string, string>>;

const { day, text } = NoteInput.shape;

/** Notes on the trend of a touchpoint. Mounted behind the guard. */
export function notePages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/reports/touchpoints/:key/notes', 'goals.change', async (request, response) => {
    const form: NoteForm = { day: dayOf(app.now(), visitorOf(response).timeZone), text: '', place: '', wrong: [] };
    await show(app, request, response, await requireKnownTouchpoint(visitorOf(response).accountId, request.params['key'] ?? ''), form);
  });
  pages.post('/reports/touchpoints/:key/notes', 'goals.change', async (request, response) => {
    const touchpoint = await requireKnownTouchpoint(visitorOf(response).accountId, request.params['key'] ?? '');
    const visitor = visitorOf(response);
    const sent = flatForm(request);
    const [givenDay, givenText] = [day.safeParse(sent['day']), text.safeParse(sent['text'])];
    const form: NoteForm = { day: (sent['day'] ?? '').slice(0, 20), text: (sent['text'] ?? '').slice(0, 1000), place: sent['place'] ?? '', wrong: [] };
    if (!givenDay.success || !givenText.success) return show(app, request, response.status(422), touchpoint, { ...form, wrong: [...(givenDay.success ? [] : ['day' as const]), ...(givenText.success ? [] : ['text' as const])] });
    const note = { touchpoint: form.place === 'everywhere' ? null : touchpoint.key, day: givenDay.data, text: givenText.data };
    const stored = await orRefused(() => addNote(app, visitor.accountId, note, authorOf(visitor)));
    if (!stored.ok) return show(app, request, response.status(422), touchpoint, { ...form, wrong: ['full'] });
    response.redirect(303, notesPath(askedBy(request, response), touchpoint.key, { done: 'added' }));
  });
  pages.get('/reports/notes/:id/delete', 'goals.change', async (request, response) => {
    const { accountId } = visitorOf(response);
    const note = await requireNote(accountId, request.params['id'] ?? '');
    const { view, data } = removeNotePage(askedBy(request, response), note, await fromTouchpoint(request, response, note.touchpoint));
    response.send(app.render.page(view, data));
  });
  pages.post('/reports/notes/:id/delete', 'goals.change', async (request, response) => {
    const note = await deleteNote(visitorOf(response).accountId, request.params['id'] ?? '');
    response.redirect(303, notesPath(askedBy(request, response), await fromTouchpoint(request, response, note.touchpoint), { done: 'removed' }));
  });
  return pages.router;
}

/** The touchpoint whose notes were looked at: a note of all of them stands at each. */
async function fromTouchpoint(request: Request, response: Response, own: string | null): Promise<string> {
  const known = await knownTouchpoints(visitorOf(response).accountId);
  const wanted = flatQuery(request)['from'];
  return known.find(({ key }) => key === wanted)?.key ?? own ?? known[0]?.key ?? '';
}

async function show(app: App, request: PageRequest, response: Response, touchpoint: KnownTouchpoint, form: NoteForm): Promise<void> {
  const notes = await notesAt(visitorOf(response).accountId, touchpoint.key, null);
  const { view, data } = notesPage(askedBy(request, response), { touchpoint, notes, form });
  response.send(app.render.page(view, data));
}
