import type { App } from '../../app.ts';
import { carryOutPull } from './run-pull.service.ts';

export async function runPullJob(app: App, { sourceId }: { sourceId: string }): Promise<{ status: string }> {
  return carryOutPull(app, sourceId);
}
