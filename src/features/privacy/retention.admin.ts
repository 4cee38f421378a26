import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import { RETENTION_RULES, type Retention, type RetentionRule } from '../../domain/retention.ts';
import type { Policy } from '../../domain/roles.ts';
import { isOvertaken, opening, overtaken } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { tryParse } from '../../platform/http/parse.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { dueBy, RetentionInput, setRetention } from './retention.service.ts';
import { fieldsOf, retentionAskPage, retentionPage, RETENTION_PATH } from './retention.view.ts';

const POLICY: Policy = 'settings.manage';
const LONGEST_FIELD = 20;

type Fields = Record<RetentionRule, string>;

/** How long personal data is kept, for those who may change settings. */
export function retentionPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/retention', POLICY, (request, response) => show(app, request, response, null));
  // Says what would be removed, and changes nothing.
  pages.post('/retention/look', POLICY, async (request, response) => {
    const after = await sent(app, request, response);
    if (after === null || (await wasOvertaken(app, request, response, after))) return;
    const { accountId } = visitorOf(response);
    const { retention: before } = await requireAccount(accountId);
    const { view, data } = retentionAskPage(askedBy(request, response), { before, after, seen: opening(fieldsOf(before), flatForm(request)).seen, due: await dueBy(app, accountId, after) });
    response.send(app.render.page(view, data));
  });
  pages.post('/retention', POLICY, async (request, response) => {
    const after = await sent(app, request, response);
    if (after === null || (await wasOvertaken(app, request, response, after))) return;
    await setRetention(app, visitorOf(response).accountId, after);
    response.redirect(303, withQuery(RETENTION_PATH, { done: 'saved', ...carried(askedBy(request, response)) }));
  });
  return pages.router;
}

/** Whether somebody else saved since the form was opened; then it was shown again with what was sent. */
async function wasOvertaken(app: App, request: Request, response: Response, after: Retention): Promise<boolean> {
  const { retention } = await requireAccount(visitorOf(response).accountId);
  if (!isOvertaken(fieldsOf(retention), flatForm(request))) return false;
  await show(app, request, response.status(409), { fields: fieldsOf(after), wrong: [], isLate: true });
  return true;
}

/** The rules of the form; `null` once it was refused and shown again. */
async function sent(app: App, request: Request, response: Response): Promise<Retention | null> {
  const form = flatForm(request);
  const fields = Object.fromEntries(RETENTION_RULES.map((rule) => [rule, (form[rule] ?? '').trim().slice(0, LONGEST_FIELD)])) as Fields;
  // A field that is not there is no empty one: nobody asked to keep that for ever.
  const read = tryParse(RetentionInput, Object.fromEntries(RETENTION_RULES.map((rule) => [rule, form[rule] === undefined ? undefined : fields[rule] === '' ? null : Number(fields[rule])])));
  if (read.ok) return read.value;
  const wrong = RETENTION_RULES.filter((rule) => read.errors.some(({ pointer }) => pointer === `/${rule}`));
  await show(app, request, response.status(422), { fields, wrong });
  return null;
}

async function show(app: App, request: Request, response: Response, refused: { fields: Fields; wrong: RetentionRule[]; isLate?: boolean } | null): Promise<void> {
  const { accountId, timeZone } = visitorOf(response);
  const { retention, retentionRun } = await requireAccount(accountId);
  const { view, data } = retentionPage({ ...askedBy(request, response), path: RETENTION_PATH }, {
    opening: refused?.isLate === true ? overtaken(fieldsOf(retention)) : opening(fieldsOf(retention), refused === null ? {} : flatForm(request)),
    fields: refused?.fields ?? fieldsOf(retention), wrong: refused?.wrong ?? [], appliedAt: retentionRun?.wholeAt ?? null, timeZone,
  });
  response.send(app.render.page(view, data));
}
