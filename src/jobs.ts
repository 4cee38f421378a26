/** Every job in flow order: name, queue, payload (ids only), attempts. Contracts; the handlers are in worker.ts. */
import { z } from 'zod';
import { defineJob } from './platform/queue.ts';

export const QUEUES = ['invitations', 'emails', 'outcomes', 'follow-ups', 'imports', 'chores'] as const;

/** Decide about one stored batch of interactions. */
export const invite = defineJob({ name: 'invite', queue: 'invitations', payload: z.object({ batchId: z.string() }), attempts: 5 });

/** Send what is due: drains by leases, so it carries no id. */
export const sendInvitations = defineJob({ name: 'send-invitations', queue: 'emails', payload: z.object({}), attempts: 3 });

/** Open the cases that low answers call for, from the outbox. */
export const openCases = defineJob({ name: 'open-cases', queue: 'follow-ups', payload: z.object({}), attempts: 5 });

/** Give answers the tags that their comments call for: new ones from the outbox, old ones where a rule is to be applied to them. */
export const tagAnswers = defineJob({ name: 'tag-answers', queue: 'follow-ups', payload: z.object({}), attempts: 5 });

/** Bring what outcome reports read up to date with what happened, from the outbox. Rung while it runs, it runs once more. */
export const refreshOutcomes = defineJob({ name: 'refresh-outcomes', queue: 'outcomes', payload: z.object({}), attempts: 5 });

/** Open the follow-ups that recorded responses call for, from the outbox. */
export const openFollowUps = defineJob({ name: 'open-follow-ups', queue: 'follow-ups', payload: z.object({}), attempts: 5 });

/** Send the open follow-ups. */
export const sendFollowUps = defineJob({ name: 'send-follow-ups', queue: 'follow-ups', payload: z.object({}), attempts: 5 });

/** Read an uploaded file into facts, or take an import back. */
export const runImport = defineJob({ name: 'run-import', queue: 'imports', payload: z.object({ importId: z.string() }), attempts: 5 });

/** Take a person out of the log of what sources sent. */
export const eraseDeliveries = defineJob({ name: 'erase-deliveries', queue: 'chores', payload: z.object({ erasureId: z.string() }), attempts: 5 });

/** Move everything counted by local days to those of an account's new time zone. */
export const changeZone = defineJob({ name: 'change-zone', queue: 'chores', payload: z.object({ accountId: z.string() }), attempts: 5 });

/** Delete everything of an account that its owner gave up. */
export const deleteAccount = defineJob({ name: 'delete-account', queue: 'chores', payload: z.object({ accountId: z.string() }), attempts: 5 });

/** Take out of an account what its rules keep no longer. */
export const applyRetention = defineJob({ name: 'apply-retention', queue: 'chores', payload: z.object({ accountId: z.string() }), attempts: 5 });

/** Look where a source's interactions are to be fetched from. What fails is tried again by the pull's own schedule. */
export const runPull = defineJob({ name: 'run-pull', queue: 'chores', payload: z.object({ sourceId: z.string() }), attempts: 1 });
