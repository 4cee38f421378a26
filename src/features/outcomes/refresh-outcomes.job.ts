import type { App } from '../../app.ts';
import { refreshFromEvents } from './outcomes.service.ts';

/** Brings the sheets of whoever something happened to up to date. Rung once, it sees everything that waits. */
export async function refreshOutcomesOfEvents(app: App): Promise<{ seen: number }> {
  return { seen: await refreshFromEvents(app) };
}
