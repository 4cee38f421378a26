/** Builds the page of queues, and the question before a failed job is removed. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import { queueTexts, type QueueTexts } from '../../domain/queue-texts.ts';
import { removalPage } from '../../domain/removal-page.ts';
import { wordFor } from '../../domain/source-texts.ts';
import { substitute } from '../../domain/variables.ts';
import type { FailedJob } from '../../platform/queue.ts';

export const QUEUES_PATH = '/admin/queues';

export interface QueuesInput {
  /** `null` where it may not be shown, or Redis does not answer. */
  found: { depths: Readonly<Record<string, Readonly<Record<string, number>>>>; failures: readonly FailedJob[] } | null;
  /** Jobs of other companies are in the same queues. */
  isShared: boolean;
  /** Failures that are shown at most. */
  most: number;
  now: Date;
  timeZone: string;
}

interface QueuesData extends AdminFrame {
  words: QueueTexts;
  done: string | null;
  /** Why there is nothing to see. */
  why: string | null;
  isAway: boolean;
  againHref: string;
  asOf: string;
  failuresText: string;
  queues: { name: string; purpose: string; counts: string[]; failed: string; isBad: boolean }[];
  failures: { when: string; queue: string; job: string; reason: string; attempts: string; retryAction: string; retryLabel: string; removeHref: string; removeLabel: string }[];
}

export function queuesPage(asked: Asked, { found, isShared, most, now, timeZone }: QueuesInput): Page<'admin/queues/index', QueuesData> {
  const language = pageLanguage(asked);
  const words = queueTexts(language);
  const figure = (count = 0): string => localFigure(count, language);
  return {
    view: 'admin/queues/index',
    data: {
      ...adminFrame(asked, { title: words.title, current: QUEUES_PATH }),
      words,
      done: wordFor({ retried: words.retried, removed: words.removed }, asked.query['done'] ?? ''),
      why: found !== null ? null : isShared ? words.several : words.away,
      isAway: found === null && !isShared,
      againHref: withQuery(QUEUES_PATH, carried(asked)),
      asOf: substitute(words.asOf, { time: localTime(now, language, timeZone) }),
      failuresText: substitute(words.failuresText, { most: figure(most) }),
      queues: Object.entries(found?.depths ?? {}).map(([name, { waiting, active, delayed, failed = 0 }]) => ({
        name, purpose: wordFor(words.purposes, name) ?? '', counts: [waiting, active, delayed].map(figure), failed: figure(failed), isBad: failed > 0,
      })),
      failures: (found?.failures ?? []).map((failure) => {
        const named = { job: embedded(failure.name, language), when: localTime(failure.failedAt, language, timeZone) };
        return {
          when: named.when, queue: failure.queue, job: failure.name, reason: failure.reason, attempts: substitute(words.attempts, { count: figure(failure.attempts) }),
          retryAction: pathOf(asked, failure, 'retry'), retryLabel: substitute(words.retryNamed, named),
          removeHref: pathOf(asked, failure, 'remove'), removeLabel: substitute(words.removeNamed, named),
        };
      }),
    },
  };
}

export function removeJobPage(asked: Asked, failure: FailedJob, timeZone: string): ReturnType<typeof removalPage> {
  const language = pageLanguage(asked);
  const words = queueTexts(language);
  return removalPage(asked, {
    title: words.removeTitle,
    current: QUEUES_PATH,
    text: substitute(words.removeText, { job: embedded(failure.name, language), when: localTime(failure.failedAt, language, timeZone) }),
    button: words.removeButton,
    cancel: words.cancel,
    action: pathOf(asked, failure, 'remove'),
    backHref: withQuery(QUEUES_PATH, carried(asked)),
  });
}

function pathOf(asked: Asked, { queue, id }: FailedJob, step: 'retry' | 'remove'): string {
  return withQuery(`${QUEUES_PATH}/failures/${encodeURIComponent(`${queue}:${id}`)}/${step}`, carried(asked));
}
