import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { Conflict, Invalid } from '../../platform/errors.ts';
import { day, line } from '../../platform/http/fields.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { createApiKey, listApiKeys, revokeApiKey, SCOPES } from './api-keys.service.ts';
import { keysPage, type KeyProblem, type KeysPageInput } from './api-keys.view.ts';

const KeyForm = z.object({ name: line(100), scope: z.enum(SCOPES), expires: day.or(z.literal('')).default('') });

/** API keys for those who may change settings. */
export function apiKeyPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/keys', 'keys.manage', async (request, response) => {
    await show(app, request, response, { created: null, refused: null });
  });
  pages.post('/keys', 'keys.manage', async (request, response) => {
    const form = KeyForm.safeParse(request.body ?? {});
    const refuse = (problems: KeyProblem[]): Promise<void> => {
      const { name = '', scope = '', expires = '' } = flatForm(request);
      return show(app, request, response.status(422), { created: null, refused: { name: name.slice(0, 500), scope, expires: expires.slice(0, 50), problems } });
    };
    if (!form.success) return refuse(form.error.issues.map(({ path: [field] }) => (field === 'expires' ? 'expires' : 'name')));
    const { expires, ...rest } = form.data;
    const made = await createApiKey(app, visitorOf(response).accountId, { ...rest, lastDay: expires === '' ? null : expires }).catch((error: unknown): KeyProblem => {
      if (error instanceof Invalid) return 'expires';
      if (error instanceof Conflict) return 'too-many';
      throw error;
    });
    if (typeof made === 'string') return refuse([made]);
    const { key } = made;
    await show(app, request, response.status(201), { created: { name: form.data.name, key }, refused: null });
  });
  pages.post('/keys/:id/revoke', 'keys.manage', async (request, response) => {
    await revokeApiKey(app, visitorOf(response).accountId, request.params['id'] ?? '');
    response.redirect(303, withQuery('/admin/keys', carried(askedBy(request, response))));
  });
  return pages.router;
}

async function show(app: App, request: Request, response: Response, shown: Pick<KeysPageInput, 'created' | 'refused'>): Promise<void> {
  const { accountId, timeZone } = visitorOf(response);
  const { view, data } = keysPage(askedBy(request, response), { keys: await listApiKeys(accountId), timeZone, now: app.now(), ...shown });
  response.send(app.render.page(view, data));
}
