/** What people do about jobs that were given up: each is named by its queue and its id there. */
import type { App } from '../../app.ts';
import { NotFound } from '../../platform/errors.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import type { FailedJob } from '../../platform/queue.ts';
import { isInstallationShared } from '../accounts/accounts.service.ts';

/** @param place `queue:id` @throws NotFound; also where several accounts share the queues, for jobs of all of them are in there */
export async function requireFailed(app: App, place: string): Promise<FailedJob> {
  const [, queue = '', id = ''] = /^([\w-]{1,50}):([\w:-]{1,100})$/.exec(place) ?? [];
  const failed = id === '' || (await isInstallationShared()) ? null : await app.queues.findFailed(queue, id);
  return failed ?? missing(place);
}

/** Lets it wait for another attempt, which is safe: every job may run twice. @throws NotFound */
export async function retryFailed(app: App, place: string): Promise<void> {
  const { queue, id, name } = await requireFailed(app, place);
  if (!(await app.queues.retryFailed(queue, id))) missing(place);
  noteChange({ action: 'queues.retried', subject: `${queue} / ${name}`, before: null, after: null });
}

/** Its work, where it is still due, is found again by a sweep. @throws NotFound */
export async function removeFailed(app: App, place: string): Promise<void> {
  const { queue, id, name, reason } = await requireFailed(app, place);
  if (!(await app.queues.removeFailed(queue, id))) missing(place);
  noteChange({ action: 'queues.removed', subject: `${queue} / ${name}`, before: { reason }, after: null });
}

function missing(place: string): never {
  throw new NotFound(`There is no failed job "${place.slice(0, 150)}".`);
}
