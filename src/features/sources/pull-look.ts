/** What looking for something to fetch came to. */
import type { IdleReason, PullCause } from '../../domain/pull-texts.ts';
import type { Pull, PullRun } from './pull.model.ts';

export interface Look {
  run: Omit<PullRun, 'at'>;
  /** To be tried again sooner, and then ever later. */
  hasFailed: boolean;
  /** The files that were read stand in the log of the source; a look that read none does not yet. */
  isLogged: boolean;
  version: Pull['version'];
}

/** Nothing new is there. */
export function idleLook({ version }: Pick<Pull, 'version'>, reason: IdleReason): Look {
  return { run: { outcome: 'ignored', reason, cause: { code: reason }, counts: null }, hasFailed: false, isLogged: false, version };
}

/** @param reason exactly, in English */
export function failedLook({ version }: Pick<Pull, 'version'>, cause: PullCause, reason: string): Look {
  return { run: { outcome: 'refused', reason, cause, counts: null }, hasFailed: true, isLogged: false, version };
}
