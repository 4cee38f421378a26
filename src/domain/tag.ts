/** Tags people or rules give to answers: short, in one spelling, without an effect on any number. */

export const LONGEST_TAG = 40;
/** Most tags of one answer. */
export const MOST_TAGS = 20;
/** Most rules of one account, and most words of one rule. */
export const MOST_TAG_RULES = 100;
export const MOST_RULE_WORDS = 100;
export const LONGEST_RULE_WORD = 80;

/** One spelling of a tag: lower case, single blanks. `null` where nothing is left or it cannot be one. */
export function tagOf(text: string): string | null {
  const tag = text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return tag === '' || tag.length > LONGEST_TAG || !/^[\p{L}\p{N}][\p{L}\p{M}\p{N}\u200c '&/+._#-]*$/u.test(tag) ? null : tag;
}

/** What an answer is tagged with, and which tags a person took away: rules do not give those again. */
export interface Tagged {
  tags: readonly string[];
  untagged: readonly string[];
}

/** A person sets the tags. */
export function tagsByHand(before: Tagged, tags: readonly string[]): { tags: string[]; untagged: string[] } {
  const wanted = [...new Set(tags)];
  const gone = before.tags.filter((tag) => !wanted.includes(tag));
  return { tags: wanted, untagged: [...new Set([...before.untagged, ...gone])].filter((tag) => !wanted.includes(tag)) };
}

/** Tags that rules add: those not there yet, not taken away by a person, and for which there is room. */
export function tagsByRule({ tags, untagged }: Tagged, called: readonly string[]): string[] {
  const fresh = [...new Set(called)].filter((tag) => !tags.includes(tag) && !untagged.includes(tag));
  return fresh.slice(0, Math.max(0, MOST_TAGS - tags.length));
}
