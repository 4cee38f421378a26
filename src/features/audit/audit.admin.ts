import type { RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { addDays, startOfDay } from '../../domain/period.ts';
import type { Policy } from '../../domain/roles.ts';
import { callerOf } from '../../platform/http/access.ts';
import { watchChanges } from '../../platform/http/changes.ts';
import { sendCsv } from '../../platform/http/table-download.ts';
import { day } from '../../platform/http/fields.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { askedBy, visitorOf } from '../../platform/http/visitor.ts';
import { allEntries, auditChoices, listEntries, type AuditEntry, type AuditFilter } from './audit.queries.ts';
import { keepRequest } from './audit.service.ts';
import { auditPage } from './audit.view.ts';

const POLICY: Policy = 'audit.read';
const SHOWN = 50;
const COLUMNS = ['at', 'actorKind', 'actor', 'area', 'action', 'subject', 'from', 'before', 'after'];
const text = z.string().max(200).catch('');
const Query = z.object({ from: day.or(z.literal('')).catch(''), through: day.or(z.literal('')).catch(''), area: text, action: text, actor: text, cursor: z.string().max(500).optional().catch(undefined) });

/** What people and programs changed, with filters, and as a file. */
export function auditPages(app: App): Router {
  const pages = pageRoutes<Policy>();

  pages.get('/audit', POLICY, async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const { cursor, ...asked } = Query.parse(request.query);
    const scope = { secret: app.config.secret, accountId, list: 'audit' };
    const [found, choices] = await Promise.all([listEntries(accountId, filterOf(asked, timeZone), { limit: SHOWN, after: positionOf(scope, cursor) }), auditChoices(accountId)]);
    const { data: entries, nextCursor } = timePage(scope, found, { at: ({ at, _id }: AuditEntry) => ({ at, id: _id }), view: (entry) => entry });
    const { view, data } = auditPage(askedBy(request, response), { entries, nextCursor, choices, timeZone, filter: asked });
    response.send(app.render.page(view, data));
  });

  pages.get('/audit.csv', POLICY, async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const rows = rowsOf(allEntries(accountId, filterOf(Query.parse(request.query), timeZone)));
    await sendCsv(response, 'audit', COLUMNS, rows);
  });
  return pages.router;
}

async function* rowsOf(entries: AsyncIterable<AuditEntry>) {
  for await (const { at, actor, area, action, subject, from, before, after } of entries) {
    yield { at: at.toISOString(), actorKind: actor.kind, actor: actor.name, area, action, subject, from, before: before && JSON.stringify(before), after: after && JSON.stringify(after) };
  }
}

function filterOf({ from, through, area, action, actor }: Omit<z.infer<typeof Query>, 'cursor'>, timeZone: string): AuditFilter {
  return {
    from: from === '' ? null : startOfDay(from, timeZone),
    to: through === '' ? null : startOfDay(addDays(through, 1), timeZone),
    area: area || null,
    action: action || null,
    actor: actor || null,
  };
}

/** Keeps what people change on pages; mounted behind the guard. */
export function auditOfPages(app: App): RequestHandler {
  return watchChanges((response, request) => {
    const { accountId, userId, name } = visitorOf(response);
    return keepRequest(app, accountId, { kind: 'person', id: userId, name }, request);
  });
}

/** Keeps what programs change; mounted behind the guard of keys. */
export function auditOfApi(app: App): RequestHandler {
  return watchChanges((response, request) => {
    const { accountId, keyId, keyName } = callerOf(response);
    return keepRequest(app, accountId, { kind: 'key', id: keyId, name: keyName }, request);
  });
}
