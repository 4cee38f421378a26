import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import type { Policy } from '../../domain/roles.ts';
import { LANGUAGES } from '../../domain/default-texts.ts';
import { dayOf } from '../../domain/period.ts';
import { sendCsv } from '../../platform/http/table-download.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { cursorOf, positionOf } from '../../platform/http/time-paging.ts';
import { askedBy, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount, type Account } from '../accounts/accounts.service.ts';
import { customerNames } from '../customers/customer-links.queries.ts';
import { surveysOf } from '../surveys/surveys.service.ts';
import { listTagRules } from '../tags/tag-rules.queries.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { isCountedByMonth, readAnswerQuery, type AnswerQuery } from './answer-filter.ts';
import { feedPage } from './answers.view.ts';
import { countByCategory } from './category-counts.queries.ts';
import { heldPage } from './held.view.ts';
import { RESPONSE_COLUMNS, responseRows } from './response-rows.queries.ts';
import { listResponses, searchResponses, type Response as Answer } from './responses.queries.ts';

const PAGE = 25;

/** All answers, newest first, with filters; and the same as a file. Mounted behind the guard. */
export function answerFeed(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/answers', 'answers.read', async (request, response) => {
    const { accountId, policies, timeZone } = visitorOf(response);
    const { account, query, today } = await readRequest(app, request, response);
    const { cursor } = flatQuery(request);
    const scope = { secret: app.config.secret, accountId, list: 'answers' };
    const isFirstPage = cursor === undefined;
    const isByMonth = isCountedByMonth(query);
    const [found, byMonth, touchpoints, surveys, rules] = await Promise.all([
      searchResponses(accountId, query.filter, { limit: PAGE, after: positionOf(scope, cursor), isCounted: isFirstPage && !isByMonth }),
      isFirstPage && isByMonth ? countByCategory(accountId, { ...query, ...query.filter, today, from: query.from, through: query.through }) : null,
      touchpointNames(accountId), surveysOf(accountId), listTagRules(accountId),
    ]);
    const { view, data } = feedPage(askedBy(request, response), {
      query, touchpoints, timeZone, isFirstPage,
      answers: found.items,
      counts: isFirstPage ? byMonth ?? found.counts : null,
      reached: found.reached,
      looked: found.looked,
      isFull: found.items.length === PAGE,
      nextCursor: found.next && cursorOf(scope, found.next),
      hasAny: found.items.length > 0 || found.next !== null || await hasAnyAnswer(accountId),
      surveys: surveys.map(({ key }) => key).toSorted(),
      languages: [...new Set([...account.languages, ...LANGUAGES])],
      segmentKeys: account.segmentKeys,
      tags: [...new Set([...rules.map(({ tag }) => tag), ...found.items.flatMap(({ tags = [] }) => tags)])].toSorted(),
      customers: policies.has('customers.read') ? await customersOf(accountId, found.items) : null,
      mayJudge: policies.has('answers.judge'),
      hasMailbox: app.config.smtp === null,
    });
    response.send(app.render.page(view, data));
  });
  pages.get('/answers/held-back', 'answers.judge', async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const { cursor } = flatQuery(request);
    const scope = { secret: app.config.secret, accountId, list: 'held-back' };
    const [{ items, hasMore }, touchpoints] = await Promise.all([
      listResponses(accountId, { heldBack: true, from: null, to: null }, { limit: PAGE, after: positionOf(scope, cursor) }),
      touchpointNames(accountId),
    ]);
    const last = items.at(-1);
    const { view, data } = heldPage(askedBy(request, response), {
      answers: items, touchpoints, timeZone, isFirstPage: cursor === undefined, nextCursor: hasMore && last ? cursorOf(scope, { at: last.respondedAt, id: last._id }) : null,
    });
    response.send(app.render.page(view, data));
  });
  pages.get('/answers/export.csv', 'answers.read', async (request, response) => {
    const { accountId } = visitorOf(response);
    const { query, today } = await readRequest(app, request, response);
    await sendCsv(response, `answers-${today}`, RESPONSE_COLUMNS, responseRows(accountId, query.filter));
  });
  return pages.router;
}

async function readRequest(app: App, request: Request, response: Response): Promise<{ account: Account; query: AnswerQuery; today: string }> {
  const { accountId, timeZone } = visitorOf(response);
  const account = await requireAccount(accountId);
  const today = dayOf(app.now(), timeZone);
  return { account, today, query: readAnswerQuery(flatQuery(request), { today, timeZone, segmentKeys: account.segmentKeys }) };
}

async function hasAnyAnswer(accountId: string): Promise<boolean> {
  return (await searchResponses(accountId, { from: null, to: null }, { limit: 1, after: null })).items.length > 0;
}

async function customersOf(accountId: string, answers: readonly Answer[]) {
  return customerNames(accountId, [...new Set(answers.map(({ customerId }) => customerId))]);
}
