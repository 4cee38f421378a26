/** What services change while one request or command is served, noted by them and kept by whoever serves it. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface NotedChange {
  /** `area.done`, such as `people.removed`. */
  action: string;
  subject: string;
  /** Fields before and after; `null` where there was, or is, nothing. */
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}

const current = new AsyncLocalStorage<NotedChange[]>();

/** Notes a change that was made; nobody keeps it outside {@link notingChanges}. */
export function noteChange(change: NotedChange): void {
  current.getStore()?.push(change);
}

/** Runs `work`, and whatever it starts, with a list of its own for changes. */
export function notingChanges<R>(changes: NotedChange[], work: () => R): R {
  return current.run(changes, work);
}
