import type { App } from '../../app.ts';
import { openCases } from '../../jobs.ts';
import { hasUnopened, tellOverdue } from './cases.service.ts';

const LATE_MS = 5000;

/** Rings for answers whose ring was lost, and says which cases are overdue. */
export async function sweepCases(app: App): Promise<void> {
  if (await hasUnopened(app, LATE_MS)) await app.enqueue(openCases, {}, { once: 'open-cases' });
  await tellOverdue(app);
}
