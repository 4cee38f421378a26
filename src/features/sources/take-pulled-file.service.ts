/** One file that was fetched for a source: taken, and written into the source's log. */
import { join } from 'node:path';
import type { App } from '../../app.ts';
import type { PullCause } from '../../domain/pull-texts.ts';
import { csvFile } from '../../platform/csv.ts';
import { UnusableFile } from '../../platform/table/unusable-file.ts';
import { keptPayload, logDelivery, NO_COUNTS, type DeliveredItem, type Delivery, type DeliveryCounts } from './deliveries.service.ts';
import type { Pull } from './pulls.service.ts';
import type { Source } from './sources.service.ts';
import { fileTarget, takeFile, type RowProblem, type TakenFile } from './take-file.service.ts';

/** A pull that is being carried out. */
export interface PullTask {
  app: App;
  pull: Pull;
  source: Source;
  timeZone: string;
  /** A folder of this task's own, gone afterwards. */
  scratch: string;
  /** Says that it is still worked on. @throws LeaseLost */
  keep(): Promise<void>;
}

interface Unusable {
  cause: PullCause;
  /** Exactly, in English. */
  detail: string;
}

export interface TakenPulledFile {
  counts: DeliveryCounts;
  /** Why the file as a whole was of no use. */
  unusable: Unusable | null;
  /** Where everything wrong with it is written down; `null` where nothing is. */
  report: string | null;
}

/** Rows with something wrong that the log shows; the report has them all. */
const MOST_SHOWN = 20;

/** @param name as the log calls the file */
export async function takePulledFile({ app, source, timeZone, scratch, keep }: PullTask, name: string, path: string): Promise<TakenPulledFile> {
  const report = join(scratch, 'errors.csv');
  const errors = csvFile(report, ['row', 'field', 'problem']);
  const shown: RowProblem[] = [];
  let counts: DeliveryCounts = NO_COUNTS;
  let example: TakenFile['example'];
  let unusable: Unusable | null = null;
  let hasReport = false;
  try {
    ({ example } = await takeFile(app, path, fileTarget(source, timeZone), {
      isDryRun: false,
      async onProblems(problems) {
        shown.push(...problems.slice(0, MOST_SHOWN - shown.length));
        await errors.write(problems.map((problem) => ({ ...problem })));
      },
      async onProgress(soFar) {
        counts = { ...soFar };
        await keep();
      },
    }));
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    unusable = { cause: { code: error.reason }, detail: error.message };
    await errors.write([{ row: null, field: '', problem: error.message }]);
  } finally {
    hasReport = await errors.close();
  }
  await logDelivery(app, source, lineOf(app, name, { counts, unusable, shown, example }));
  return { counts, unusable, report: hasReport ? report : null };
}

/** A line in the log of a source about a look that found nothing to read. */
export async function logLook(app: App, source: Source, { name, outcome, reason }: { name: string; outcome: 'ignored' | 'refused'; reason: string | null }): Promise<void> {
  await logDelivery(app, source, { deliveryId: name, at: app.now(), outcome, reason, items: [], headers: {}, payload: null, isCut: false, replayOf: null });
}

export function outcomeOf({ accepted, duplicates, rejected }: DeliveryCounts, isUnusable: boolean): Delivery['outcome'] {
  if (accepted > 0) return 'accepted';
  if (duplicates > 0) return 'duplicate';
  return isUnusable || rejected > 0 ? 'refused' : 'ignored';
}

/** What became of the rows, in words. */
export function countsText({ rows, accepted, duplicates, ignored, rejected }: DeliveryCounts): string {
  return `${rows} rows: ${accepted} new, ${duplicates} known already, ${ignored} left out, ${rejected} rejected`;
}

function lineOf(app: App, name: string, { counts, unusable, shown, example }: { counts: DeliveryCounts; unusable: Unusable | null; shown: RowProblem[]; example: unknown }): Delivery {
  const items = shown.map(({ row, field, problem }): DeliveredItem => ({ outcome: 'ignored', event: null, interaction: null, reason: `row ${row}`, problems: [{ pointer: field, detail: problem }] }));
  const kept = example === undefined ? null : keptPayload(Buffer.from(JSON.stringify(example)));
  return {
    deliveryId: name.slice(0, 200), at: app.now(), outcome: outcomeOf(counts, unusable !== null), reason: unusable?.detail ?? countsText(counts), items, headers: {},
    // One row of many: a mapping can be tried on it, but it is not what was delivered.
    payload: kept?.payload ?? null, isCut: kept !== null, replayOf: null, counts,
  };
}
