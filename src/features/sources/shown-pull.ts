import type { App } from '../../app.ts';
import { placeOf } from './pull-place.ts';
import type { ShownPull } from './pull.view.ts';
import { shownFolder, type Pull } from './pulls.service.ts';

/** What people see of fetching. */
export function shownPull(app: App, { accountId, from, everyMinutes, wakeAt, failures, lastRun, earlierRuns = [] }: Pull): ShownPull {
  return {
    place: placeOf(from),
    folder: from.kind === 'folder' ? shownFolder(app, accountId, from.path) : null,
    hasToken: from.kind === 'url' && from.sealedToken !== null,
    everyMinutes, nextAt: wakeAt, failures,
    runs: lastRun === null ? [] : [lastRun, ...earlierRuns],
  };
}
