/** Words of a tag rule as people and programs send them. */
import { z } from 'zod';
import { isSearchable } from '../../domain/comment-search.ts';
import { LONGEST_RULE_WORD, MOST_RULE_WORDS } from '../../domain/tag.ts';
import { line } from '../../platform/http/fields.ts';

export const wordsField = z.array(line(LONGEST_RULE_WORD).refine(isSearchable, 'must hold a letter or digit'), { error: 'must be a list of words' })
  .min(1, 'must hold a word at least').max(MOST_RULE_WORDS, `must hold at most ${MOST_RULE_WORDS} words`)
  .transform((words) => [...new Set(words)]);

export const TagRuleInput = z.strictObject({ words: wordsField }, { error: 'must be an object' }).meta({ id: 'TagRuleInput' });

/** The words of a form, one on each line. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((word) => word.trim()).filter((word) => word !== '');
}
