/** A request is answered in time even when the database is silent: connections that hang say nothing by themselves. */
import { Unavailable } from '../errors.ts';

/** Leaves room for the answer within the five seconds that are promised. */
export const ANSWER_WITHIN_MS = 4500;

/** For an answer that reads every customer once; a database that falls silent meanwhile is noticed by its connections within ten seconds. */
export const READ_WITHIN_MS = 60_000;

/**
 * The outcome of `work`, or Unavailable after `milliseconds`. The work itself is not stopped: what it still does must be safe
 * to be done again by a retry.
 */
export function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Unavailable('The answer takes too long; it may or may not have been done. Please send the same request again.')), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
