import type { App } from '../../app.ts';
import { openFollowUps, sendFollowUps } from '../../jobs.ts';
import { hasUnopened, releaseLapsedFollowUps } from './follow-ups.service.ts';

const OVERDUE_MS = 5000;

/** Rings again for answers whose follow-ups were never opened and for follow-ups that were never sent. */
export async function sweepFollowUps(app: App): Promise<void> {
  if (await hasUnopened(app, OVERDUE_MS)) await app.enqueue(openFollowUps, {}, { once: 'open' });
  if (await releaseLapsedFollowUps(app)) await app.enqueue(sendFollowUps, {}, { once: 'send-follow-ups' });
}
