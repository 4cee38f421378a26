import type { App } from '../../app.ts';
import { tagAnswers } from '../../jobs.ts';
import { runTagRules, tagFromEvents } from './tag-rules.service.ts';

/** New comments first: somebody may be waiting for them. */
export async function tagAnswersOfEvents(app: App): Promise<{ events: number }> {
  const events = await tagFromEvents(app);
  if (!(await runTagRules(app))) await app.enqueue(tagAnswers, {}, { once: 'tag-answers' });
  return { events };
}
