import type { App } from '../../app.ts';
import { openFromEvents } from './cases.service.ts';

export async function openCasesOfEvents(app: App): Promise<{ events: number }> {
  return { events: await openFromEvents(app) };
}
