import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { answerPath, casePath } from '../../domain/answer-item.ts';
import { authorOf } from '../../domain/author.ts';
import type { Policy } from '../../domain/roles.ts';
import { line } from '../../platform/http/fields.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused } from '../../platform/http/parse.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { findCaseOf } from '../cases/cases.queries.ts';
import { openCase } from '../cases/cases.service.ts';
import { customersById, isErased } from '../customers/customers.service.ts';
import { requireVersion } from '../surveys/surveys.service.ts';
import { listTagRules } from '../tags/tag-rules.queries.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { answerPage, type AnswerPageInput } from './answer.view.ts';
import { excludeResponse } from './judge-answer.service.ts';
import { judgePage, LONGEST_REASON } from './judge.view.ts';
import { latestOfCustomer, readResponse } from './responses.queries.ts';
import { requireResponse } from './responses.service.ts';
import { tagField } from './tag-field.ts';
import { retagResponse } from './tags.service.ts';

const OTHERS = 10;
const reason = line(LONGEST_REASON);

/** One answer, where the alert about it leads: read, tagged, judged. Mounted behind the guard. */
export function answerPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/responses/:id', 'answers.read', (request, response) => show(app, request, response, null));

  pages.post('/responses/:id/tags', 'answers.tag', async (request, response) => {
    const { accountId } = visitorOf(response);
    const { _id } = await requireResponse(accountId, request.params['id'] ?? '');
    const { tag: text = '' } = flatForm(request);
    const tag = tagField.safeParse(text);
    if (!tag.success) return show(app, request, response.status(422), { text: text.slice(0, 200), why: 'wrong' });
    const { data } = tag;
    const tagged = await orRefused(() => retagResponse(app, accountId, _id, (tags) => [...tags, data]));
    if (!tagged.ok) return show(app, request, response.status(422), { text, why: 'full' });
    response.redirect(303, answerPath(askedBy(request, response), _id, '', { done: 'tagged' }));
  });
  pages.post('/responses/:id/tags/remove', 'answers.tag', async (request, response) => {
    const { accountId } = visitorOf(response);
    const { tag: gone } = flatForm(request);
    const { _id } = await retagResponse(app, accountId, request.params['id'] ?? '', (tags) => tags.filter((tag) => tag !== gone));
    response.redirect(303, answerPath(askedBy(request, response), _id, '', { done: 'untagged' }));
  });

  for (const kind of ['exclude', 'restore'] as const) {
    pages.get(`/responses/:id/${kind}`, 'answers.judge', async (request, response) => {
      const { _id: id, heldBack } = await requireResponse(visitorOf(response).accountId, request.params['id'] ?? '');
      const { view, data } = judgePage(askedBy(request, response), { id, kind, isHeld: heldBack !== undefined, sent: null });
      response.send(app.render.page(view, data));
    });
    pages.post(`/responses/:id/${kind}`, 'answers.judge', async (request, response) => {
      const visitor = visitorOf(response);
      const { _id: id, heldBack } = await requireResponse(visitor.accountId, request.params['id'] ?? '');
      const isHeld = heldBack !== undefined;
      const { reason: sent = '' } = flatForm(request);
      const why = reason.safeParse(sent);
      if (!why.success) {
        const { view, data } = judgePage(askedBy(request, response), { id, kind, isHeld, sent: sent.slice(0, 2 * LONGEST_REASON) });
        return void response.status(422).send(app.render.page(view, data));
      }
      await excludeResponse(app, visitor.accountId, id, kind === 'exclude' ? { reason: why.data } : null, { by: authorOf(visitor), reason: why.data });
      response.redirect(303, answerPath(askedBy(request, response), id, '', { done: (isHeld ? { exclude: 'dismissed', restore: 'accepted' } : { exclude: 'excluded', restore: 'restored' })[kind] }));
    });
  }

  pages.post('/responses/:id/case', 'cases.work', async (request, response) => {
    const visitor = visitorOf(response);
    const { _id: responseId } = await requireResponse(visitor.accountId, request.params['id'] ?? '');
    const { opened } = await openCase(app, visitor.accountId, { responseId, ownerId: visitor.userId, dueAt: null, rootCause: null }, authorOf(visitor));
    response.redirect(303, casePath(askedBy(request, response), opened._id, '', { done: 'opened' }));
  });
  return pages.router;
}

async function show(app: App, request: Request<Record<string, string>>, response: Response, refusedTag: AnswerPageInput['refusedTag']): Promise<void> {
  const { accountId, timeZone } = visitorOf(response);
  const { response: answer, proofs } = await readResponse(accountId, request.params['id'] ?? '');
  const erased = isErased(answer.customerId);
  const [account, version, touchpoints, customers, found, rules, latest] = await Promise.all([
    requireAccount(accountId), requireVersion(answer.surveyId, answer.version), touchpointNames(accountId), customersById(accountId, [answer.customerId]),
    findCaseOf(accountId, answer._id), listTagRules(accountId), erased ? [] : latestOfCustomer(accountId, answer.customerId, OTHERS + 1),
  ]);
  const customer = customers.get(answer.customerId);
  const asked = askedBy(request, response);
  const { view, data } = answerPage({ ...asked, path: answerPath({ ...asked, query: {} }, answer._id) }, {
    answer, proofs, version, timeZone, touchpoints, refusedTag,
    fallbackLanguages: account.languages,
    branding: account.branding,
    customer: { name: customer?.name ?? null, email: customer?.email ?? null, isErased: erased },
    caseId: found?._id ?? null,
    others: latest.filter(({ _id }) => _id !== answer._id).slice(0, OTHERS),
    knownTags: rules.map(({ tag }) => tag),
  });
  response.send(app.render.page(view, data));
}
