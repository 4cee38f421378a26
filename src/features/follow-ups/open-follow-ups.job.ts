import type { App } from '../../app.ts';
import { openFromEvents } from './follow-ups.service.ts';

export async function openFollowUpsOfEvents(app: App): Promise<{ events: number }> {
  return { events: await openFromEvents(app) };
}
