import type { App } from '../../app.ts';
import { MOST_TAG_RULES } from '../../domain/tag.ts';
import { tagAnswers } from '../../jobs.ts';
import { Invalid, NotFound } from '../../platform/errors.ts';
import { groupBy } from '../../platform/group-by.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { consumeEvents, hasOverdueEvents, type Event } from '../events/events.service.ts';
import { searchResponses } from '../responses/responses.queries.ts';
import { tagByComments } from '../responses/tags.service.ts';
import { tagRules, type RuleRun, type TagRule } from './tag-rule.model.ts';
import { listTagRules, requireTagRule, ruleIdOf, tagsCalledFor } from './tag-rules.queries.ts';

/** Comments read and tagged in one transaction. */
const STEP = 200;
/** Then others have their turn, and a worker that is to stop can. */
const RUN_FOR_MS = 2000;

/**
 * Makes or changes the rule of a tag; the same call twice is the same as once. It tells of comments from now on.
 * @throws Invalid when an account has too many
 */
export async function putTagRule(app: App, accountId: string, tag: string, words: readonly string[]): Promise<TagRule> {
  const now = app.now();
  const before = await inTransaction(async (session) => {
    const rules = await listTagRules(accountId, session);
    if (rules.length >= MOST_TAG_RULES && !rules.some((rule) => rule.tag === tag)) throw new Invalid([{ pointer: '', detail: `an account has at most ${MOST_TAG_RULES} tag rules; delete one first` }]);
    await tagRules.of(accountId).updateOne(
      { _id: ruleIdOf(accountId, tag) },
      { $set: { words: [...words], updatedAt: now }, $setOnInsert: { tag, createdAt: now, run: null, isRunning: false } },
      { upsert: true, session },
    );
    return rules.find((rule) => rule.tag === tag)?.words ?? null;
  });
  noteChange({ action: 'tags.rule-saved', subject: tag, before: before && { words: before }, after: { words } });
  return requireTagRule(accountId, tag);
}

/** Answers keep the tags it gave. @throws NotFound */
export async function deleteTagRule(accountId: string, tag: string): Promise<void> {
  const gone = await tagRules.of(accountId).deleteMany({ _id: ruleIdOf(accountId, tag) });
  if (gone === 0) throw new NotFound(`There is no rule for the tag "${tag}".`);
  noteChange({ action: 'tags.rule-deleted', subject: tag, before: null, after: null });
}

/** Has a rule go through all answers there are. While it is on its way it is left to go on. @throws NotFound */
export async function applyTagRule(app: App, accountId: string, tag: string): Promise<TagRule> {
  const run: RuleRun = { startedAt: app.now(), steps: 0, next: null, comments: 0, tagged: 0, finishedAt: null };
  await tagRules.of(accountId).updateOne({ _id: ruleIdOf(accountId, tag), isRunning: false }, { $set: { run, isRunning: true } });
  const rule = await requireTagRule(accountId, tag);
  noteChange({ action: 'tags.rule-applied', subject: tag, before: null, after: null });
  await app.enqueue(tagAnswers, {}, { once: 'tag-answers' });
  return rule;
}

/** Gives new answers the tags that their comments call for. Safe to run twice. @returns events handled */
export async function tagFromEvents(app: App): Promise<number> {
  return consumeEvents(app, 'tags', async (batch) => {
    for (const [accountId, events] of groupBy(batch, (event) => event.accountId)) await tagOf(app, accountId, events);
  });
}

async function tagOf(app: App, accountId: string, events: Event[]): Promise<void> {
  const rules = await listTagRules(accountId);
  if (rules.length === 0) return;
  const ids = [...new Set(events.flatMap(({ subject }) => subject['responseId'] ?? []))];
  await inTransaction((session) => tagByComments(app, accountId, ids, tagsCalledFor(rules), session));
}

/**
 * Takes running rules through the answers, step by step, for a few seconds. Safe to run twice and at once: a step is taken once.
 * @returns whether none is left
 */
export async function runTagRules(app: App): Promise<boolean> {
  for (const started = performance.now(); performance.now() - started < RUN_FOR_MS;) {
    const [rule] = await tagRules.everyAccount.find({ isRunning: true }, { limit: 1 });
    if (!rule?.run) return true;
    await step(app, rule, rule.run);
  }
  return false;
}

async function step(app: App, rule: TagRule, run: RuleRun): Promise<void> {
  const { accountId, _id } = rule;
  const { items, next } = await searchResponses(accountId, { hasComment: true, from: null, to: null }, { limit: STEP, after: run.next });
  await inTransaction(async (session) => {
    const tagged = await tagByComments(app, accountId, items.map((response) => response._id), tagsCalledFor([rule]), session);
    const after: RuleRun = { ...run, steps: run.steps + 1, next, comments: run.comments + items.length, tagged: run.tagged + tagged, finishedAt: next === null ? app.now() : null };
    // Somebody else may have taken this step, or the rule may be gone.
    const matched = await tagRules.of(accountId).updateOne(
      { _id, isRunning: true, 'run.startedAt': run.startedAt, 'run.steps': run.steps },
      { $set: { run: after, isRunning: next !== null } },
      { session },
    );
    if (matched === 0) throw new Overtaken();
  }).catch((error: unknown) => {
    if (!(error instanceof Overtaken)) throw error;
  });
}

class Overtaken extends Error {}

/** Whether a comment waits for its tags, or a rule to go on, since longer than a ring takes. */
export async function hasUntagged(app: App, olderThanMs: number): Promise<boolean> {
  if (await hasOverdueEvents('tags', new Date(app.now().getTime() - olderThanMs))) return true;
  return (await tagRules.everyAccount.find({ isRunning: true }, { projection: { _id: 1 }, limit: 1 })).length > 0;
}
