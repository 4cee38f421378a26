import type { App } from '../../app.ts';
import { isDatabaseAway } from '../../platform/mongo.ts';
import { splitBatch, undecidedOf } from '../interactions/interactions.service.ts';
import { decideBatch } from './invitations.service.ts';

/** Decides one stored batch. One that fails as a whole is halved, so that a poison interaction stops only itself. */
export async function inviteBatch(app: App, { batchId }: { batchId: string }): Promise<{ decided: number } | { split: number }> {
  try {
    return { decided: await decideBatch(app, batchId) };
  } catch (error) {
    // A database that is away says nothing about the batch: it is tried again as it is.
    if (isDatabaseAway(error)) throw error;
    const members = await undecidedOf(batchId);
    if (members.length < 2) throw error;
    app.log.error({ event: 'invite.split', batchId, count: members.length, err: error }, 'a batch could not be decided as a whole; each half is tried by itself');
    await splitBatch(app, batchId);
    return { split: members.length };
  }
}
