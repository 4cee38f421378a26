import { wordMatcher } from '../../domain/comment-search.ts';
import { NotFound } from '../../platform/errors.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { hashId } from '../../platform/token.ts';
import { searchResponses, type Response } from '../responses/responses.queries.ts';
import { tagRules, type TagRule } from './tag-rule.model.ts';

export type { TagRule } from './tag-rule.model.ts';

export const ruleIdOf = (accountId: string, tag: string): string => hashId('tag-rule', accountId, tag);

/** By tag. */
export async function listTagRules(accountId: string, session?: ClientSession): Promise<TagRule[]> {
  return tagRules.of(accountId).find({}, { sort: { tag: 1 }, session });
}

/** @throws NotFound */
export async function requireTagRule(accountId: string, tag: string): Promise<TagRule> {
  const rule = await tagRules.of(accountId).findOne({ _id: ruleIdOf(accountId, tag) });
  if (!rule) throw new NotFound(`There is no rule for the tag "${tag}".`);
  return rule;
}

/** The tags a comment calls for by an account's rules. */
export function tagsCalledFor(rules: readonly Pick<TagRule, 'tag' | 'words'>[]): (comment: string) => string[] {
  const matchers = rules.map(({ tag, words }) => ({ tag, matches: wordMatcher(words) }));
  return (comment) => matchers.flatMap(({ tag, matches }) => (matches(comment) ? [tag] : []));
}

export interface RulePreview {
  /** Comments that were looked at, the latest ones. */
  comments: number;
  /** How many of them hold one of the words. */
  matching: number;
  /** The oldest answer looked at, `null` where all were. */
  reached: Date | null;
  /** The latest that match. */
  examples: Response[];
}

const PREVIEWED = 500;
const EXAMPLES = 5;

/** What a rule with these words would find among the latest comments. */
export async function previewRule(accountId: string, words: readonly string[]): Promise<RulePreview> {
  const { items, next, reached } = await searchResponses(accountId, { hasComment: true, from: null, to: null }, { limit: PREVIEWED, after: null });
  const matches = wordMatcher(words);
  const matching = items.filter(({ comment }) => comment !== null && matches(comment));
  return { comments: items.length, matching: matching.length, reached: next === null ? null : reached ?? next.at, examples: matching.slice(0, EXAMPLES) };
}
