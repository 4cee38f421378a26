import type { App } from '../../app.ts';
import { tagAnswers } from '../../jobs.ts';
import { hasUntagged } from './tag-rules.service.ts';

const LATE_MS = 5000;

/** Rings for comments whose ring was lost and for rules that stopped on their way. */
export async function sweepTags(app: App): Promise<void> {
  if (await hasUntagged(app, LATE_MS)) await app.enqueue(tagAnswers, {}, { once: 'tag-answers' });
}
