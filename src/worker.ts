/** job → handler, one Worker per queue, and the sweeps that make lost rings cost seconds instead of data. */
import type { App } from './app.ts';
import { openCasesOfEvents } from './features/cases/open-cases.job.ts';
import { sweepCases } from './features/cases/sweep-cases.job.ts';
import { openFollowUpsOfEvents } from './features/follow-ups/open-follow-ups.job.ts';
import { sendOpenFollowUps } from './features/follow-ups/send-follow-ups.job.ts';
import { sweepFollowUps } from './features/follow-ups/sweep-follow-ups.job.ts';
import { runImportJob } from './features/imports/run-import.job.ts';
import { sweepImports } from './features/imports/sweep-imports.job.ts';
import { ringForBatches, sweepInteractions } from './features/interactions/sweep-interactions.job.ts';
import { inviteBatch } from './features/invitations/invite.job.ts';
import { sendDue } from './features/invitations/send-invitations.job.ts';
import { sweepInvitations } from './features/invitations/sweep-invitations.job.ts';
import { changeZoneJob, sweepZoneChanges } from './features/outcomes/change-zone.job.ts';
import { refreshOutcomesOfEvents } from './features/outcomes/refresh-outcomes.job.ts';
import { sweepOutcomes } from './features/outcomes/sweep-outcomes.job.ts';
import { applyRetentionJob, sweepRetention } from './features/privacy/apply-retention.job.ts';
import { deleteAccountJob, sweepDeletions } from './features/privacy/delete-account.job.ts';
import { eraseDeliveriesJob, sweepErasures } from './features/sources/erase-deliveries.job.ts';
import { runPullJob } from './features/sources/run-pull.job.ts';
import { sweepPulls } from './features/sources/sweep-pulls.job.ts';
import { tagAnswersOfEvents } from './features/tags/tag-answers.job.ts';
import { sweepTags } from './features/tags/sweep-tags.job.ts';
import { applyRetention, changeZone, deleteAccount, eraseDeliveries, invite, openCases, openFollowUps, refreshOutcomes, runImport, runPull, sendFollowUps, sendInvitations, tagAnswers, type QUEUES } from './jobs.ts';
import { takeLease } from './platform/lease.ts';
import { handled, runWorkers } from './platform/queue.ts';
import { randomId } from './platform/token.ts';

/** Of `invitations` most wait to be decided together: two groups at a time are under way. */
const CONCURRENCY = { invitations: 32, emails: 1, outcomes: 1, 'follow-ups': 1, imports: 1, chores: 2 } as const satisfies Record<(typeof QUEUES)[number], number>;

/** Everything the database obliges us to do, found again. Each is safe to run at any time. */
const SWEEPS = [sweepInteractions, sweepInvitations, sweepTags, sweepCases, sweepOutcomes, sweepFollowUps, sweepImports, sweepPulls, sweepErasures, sweepZoneChanges, sweepDeletions, sweepRetention];
const SWEEP_EVERY_MS = 10_000;

/** Jobs that drain whatever there is. */
const DRAINS = [sendInvitations, tagAnswers, openCases, refreshOutcomes, openFollowUps, sendFollowUps];
/** After Redis came back for us; other processes may find it again up to two seconds later and ring in vain until then. */
const CATCH_UP_AFTER_MS = [0, 1500, 3000];

export interface Workers {
  /** Sweeps now, whoever holds the lease. */
  sweep(): Promise<void>;
  /** Stops taking work and waits for what is under way. */
  close(): Promise<void>;
}

export function startWorkers(app: App): Workers {
  const workers = runWorkers({
    redisUrl: app.config.redisUrl,
    prefix: app.config.redisPrefix,
    concurrency: CONCURRENCY,
    log: app.log,
    handlers: [
      handled(invite, (payload) => inviteBatch(app, payload)),
      handled(sendInvitations, () => sendDue(app)),
      handled(tagAnswers, () => tagAnswersOfEvents(app)),
      handled(openCases, () => openCasesOfEvents(app)),
      handled(refreshOutcomes, () => refreshOutcomesOfEvents(app)),
      handled(openFollowUps, () => openFollowUpsOfEvents(app)),
      handled(sendFollowUps, () => sendOpenFollowUps(app)),
      handled(runImport, (payload) => runImportJob(app, payload)),
      handled(eraseDeliveries, (payload) => eraseDeliveriesJob(app, payload)),
      handled(changeZone, (payload) => changeZoneJob(app, payload)),
      handled(deleteAccount, (payload) => deleteAccountJob(app, payload)),
      handled(applyRetention, (payload) => applyRetentionJob(app, payload)),
      handled(runPull, (payload) => runPullJob(app, payload)),
    ],
  });
  const holder = randomId('worker');
  let sweeping: Promise<void> | null = null;

  const sweep = async (): Promise<void> => {
    for (const sweepOne of SWEEPS) {
      try {
        await sweepOne(app);
      } catch (error) {
        app.log.error({ event: 'sweep.failed', sweep: sweepOne.name, err: error });
      }
    }
  };
  const sweepUnderLease = async (): Promise<void> => {
    try {
      if (await takeLease('sweep', holder, app.now(), 2 * SWEEP_EVERY_MS)) await sweep();
    } catch (error) {
      app.log.warn({ event: 'sweep.skipped', reason: (error as Error).message }, 'the database does not answer; the next sweep tries again');
    }
  };
  const tick = (): void => {
    sweeping ??= sweepUnderLease().finally(() => {
      sweeping = null;
    });
  };
  const timer = setInterval(tick, SWEEP_EVERY_MS);
  // Rings were lost while Redis was away, or died with the process before us. Nobody waits for a sweep then.
  const catchUp = async (): Promise<void> => {
    try {
      await Promise.all([...DRAINS.map((job) => app.enqueue(job, {}, { once: `catch-up-${job.name}` })), ringForBatches(app)]);
    } catch (error) {
      app.log.warn({ event: 'catch-up.failed', reason: (error as Error).message }, 'the next sweep rings for what is left');
    }
  };
  const catchingUp = new Set<NodeJS.Timeout>();
  app.queues.onReady(() => {
    tick();
    for (const timeout of catchingUp) clearTimeout(timeout);
    for (const delay of CATCH_UP_AFTER_MS) catchingUp.add(setTimeout(() => void catchUp(), delay));
  });

  return {
    sweep,
    async close() {
      clearInterval(timer);
      for (const timeout of catchingUp) clearTimeout(timeout);
      await sweeping;
      await workers.close();
    },
  };
}
