import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { isOvertaken, opening, overtaken, type Opening } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused } from '../../platform/http/parse.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { tagField } from '../responses/tags.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { linesOf, wordsField } from './tag-rule-input.ts';
import { listTagRules, previewRule, requireTagRule, type TagRule } from './tag-rules.queries.ts';
import { applyTagRule, deleteTagRule, putTagRule } from './tag-rules.service.ts';
import { removeRulePage, rulePage, rulePath, RULES_PATH, rulesPage, type SentRule, type ShownPreview } from './tag-rules.view.ts';

type PageRequest = Request<Record<string, string>>;
type Shown = { sent: SentRule | null; preview: ShownPreview | null };

const MOST_TYPED = 12_000;
const NOTHING: Shown = { sent: null, preview: null };

/** Which words in a comment call for which tag. Mounted behind the guard. */
export function tagRulePages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/answers/tag-rules', 'answers.judge', (request, response) => showAll(app, request, response, NOTHING));
  pages.post('/answers/tag-rules', 'answers.judge', async (request, response) => {
    const { accountId } = visitorOf(response);
    const { tag, words, sent } = readRule(flatForm(request));
    if (!words.success || !tag.success) {
      const wrong = [...(tag.success ? [] : ['tag' as const]), ...(words.success ? [] : ['words' as const])];
      return showAll(app, request, response.status(422), { sent: { ...sent, wrong }, preview: null });
    }
    const known = (await listTagRules(accountId)).find((rule) => rule.tag === tag.data);
    if (known) return show(app, request, response.status(409), known, { sent, preview: null, opening: overtaken(known.words) });
    const stored = await orRefused(() => putTagRule(app, accountId, tag.data, words.data));
    if (!stored.ok) return showAll(app, request, response.status(422), { sent: { ...sent, wrong: ['full'] }, preview: null });
    response.redirect(303, rulePath(askedBy(request, response), tag.data, '', { done: 'saved' }));
  });
  // It needs no tag yet.
  pages.post('/answers/tags/preview', 'answers.judge', async (request, response) => {
    const { words, sent } = readRule(flatForm(request));
    if (!words.success) return showAll(app, request, response.status(422), { sent: { ...sent, wrong: ['words'] }, preview: null });
    await showAll(app, request, response, { sent, preview: await previewRule(visitorOf(response).accountId, words.data) });
  });

  pages.get('/answers/tag-rules/:tag', 'answers.judge', async (request, response) => show(app, request, response, await requested(request, response), NOTHING));
  pages.post('/answers/tag-rules/:tag', 'answers.judge', async (request, response) => {
    const rule = await requested(request, response);
    const form = flatForm(request);
    const { words, sent } = readRule(form);
    if (!words.success) return show(app, request, response.status(422), rule, { sent: { ...sent, wrong: ['words'] }, preview: null, opening: opening(rule.words, form) });
    if (isOvertaken(rule.words, form)) return show(app, request, response.status(409), rule, { sent, preview: null, opening: overtaken(rule.words) });
    await putTagRule(app, visitorOf(response).accountId, rule.tag, words.data);
    response.redirect(303, rulePath(askedBy(request, response), rule.tag, '', { done: 'saved' }));
  });
  pages.post('/answers/tag-rules/:tag/preview', 'answers.judge', async (request, response) => {
    const rule = await requested(request, response);
    const form = flatForm(request);
    const { words, sent } = readRule(form);
    const opened = opening(rule.words, form);
    if (!words.success) return show(app, request, response.status(422), rule, { sent: { ...sent, wrong: ['words'] }, preview: null, opening: opened });
    await show(app, request, response, rule, { sent, preview: await previewRule(visitorOf(response).accountId, words.data), opening: opened });
  });
  pages.post('/answers/tag-rules/:tag/apply', 'answers.judge', async (request, response) => {
    const { tag } = await requested(request, response);
    await applyTagRule(app, visitorOf(response).accountId, tag);
    response.redirect(303, rulePath(askedBy(request, response), tag, '', { done: 'applied' }));
  });
  pages.get('/answers/tag-rules/:tag/delete', 'answers.judge', async (request, response) => {
    const { tag } = await requested(request, response);
    const { view, data } = removeRulePage(askedBy(request, response), tag);
    response.send(app.render.page(view, data));
  });
  pages.post('/answers/tag-rules/:tag/delete', 'answers.judge', async (request, response) => {
    await deleteTagRule(visitorOf(response).accountId, request.params['tag'] ?? '');
    response.redirect(303, withQuery(RULES_PATH, { done: 'deleted', ...carried(askedBy(request, response)) }));
  });
  return pages.router;
}

function readRule({ tag = '', words = '' }: Record<string, string>) {
  const sent: SentRule = { tag: tag.slice(0, 200), words: words.slice(0, MOST_TYPED), wrong: [] };
  return { tag: tagField.safeParse(tag), words: wordsField.safeParse(linesOf(words)), sent };
}

async function requested(request: PageRequest, response: Response): Promise<TagRule> {
  return requireTagRule(visitorOf(response).accountId, request.params['tag'] ?? '');
}

async function showAll(app: App, request: PageRequest, response: Response, { sent, preview }: Shown): Promise<void> {
  const { accountId, timeZone } = visitorOf(response);
  const [rules, touchpoints] = await Promise.all([listTagRules(accountId), touchpointNames(accountId)]);
  const { view, data } = rulesPage({ ...askedBy(request, response), path: RULES_PATH }, { rules, sent, preview, touchpoints, timeZone });
  response.send(app.render.page(view, data));
}

/** With what its words would find among the latest comments, whether it was asked for or not. */
async function show(app: App, request: PageRequest, response: Response, rule: TagRule, { sent, preview, opening: opened = opening(rule.words) }: Shown & { opening?: Opening }): Promise<void> {
  const { accountId, timeZone } = visitorOf(response);
  const [touchpoints, found] = await Promise.all([touchpointNames(accountId), preview ?? previewRule(accountId, rule.words)]);
  const asked = askedBy(request, response);
  const { view, data } = rulePage({ ...asked, path: rulePath({ ...asked, query: {} }, rule.tag) }, { rule, sent, opening: opened, preview: found, touchpoints, timeZone });
  response.send(app.render.page(view, data));
}
