/** Tags of answers, by hand and by rule. They change no number. */
import type { App } from '../../app.ts';
import { MOST_TAGS, tagsByHand, tagsByRule, type Tagged } from '../../domain/tag.ts';
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { isErased } from '../customers/customers.service.ts';
import { appendEvents, type NewEvent } from '../events/events.service.ts';
import { responses, type Response } from './response.model.ts';
import { requireResponse } from './responses.service.ts';

export { tagField } from './tag-field.ts';

const taggedOf = ({ tags = [], untagged = [] }: Response): Tagged => ({ tags, untagged });

/**
 * A person tags an answer, or takes tags away; rules do not give back what was taken away.
 * @param change from the tags it has to those it shall have, each as `tagOf` writes it
 * @throws NotFound, Invalid for too many, or Conflict where the customer was erased
 */
export async function retagResponse(app: App, accountId: string, id: string, change: (tags: readonly string[]) => readonly string[]): Promise<Response> {
  await inTransaction(async (session) => {
    const found = await responses.of(accountId).findOne({ _id: id }, { session });
    if (!found) throw new NotFound(`There is no response "${id}".`);
    if (isErased(found.customerId)) throw new Conflict('The customer of this answer was erased; nothing can be added to it.');
    const before = taggedOf(found);
    const after = tagsByHand(before, change(before.tags));
    if (after.tags.length > MOST_TAGS) throw new Invalid([{ pointer: '/tags', detail: `an answer has at most ${MOST_TAGS} tags` }]);
    if (after.tags.length === before.tags.length && after.tags.every((tag, place) => tag === before.tags[place])) return;
    await responses.of(accountId).updateOne({ _id: id }, { $set: after }, { session });
    await appendEvents([taggedEvent(app, found)], session);
  });
  return requireResponse(accountId, id);
}

/**
 * Gives these answers the tags that their comments call for, inside the caller's transaction; the same twice is the same as once.
 * @returns how many got one
 */
export async function tagByComments(app: App, accountId: string, ids: string[], tagsFor: (comment: string) => string[], session: ClientSession): Promise<number> {
  if (ids.length === 0) return 0;
  const found = await responses.of(accountId).find({ _id: { $in: ids } }, { session });
  const called = found.flatMap((response) => {
    const fresh = response.comment === null || isErased(response.customerId) ? [] : tagsByRule(taggedOf(response), tagsFor(response.comment));
    return fresh.length === 0 ? [] : [{ response, fresh }];
  });
  await responses.of(accountId).bulkWrite(called.map(({ response: { _id }, fresh }): Write => ({ filter: { _id }, update: { $addToSet: { tags: { $each: fresh } } } })), { session });
  await appendEvents(called.map(({ response }) => taggedEvent(app, response)), session);
  return called.length;
}

function taggedEvent(app: App, { accountId, _id: responseId, customerId }: Response): NewEvent {
  return { accountId, type: 'response.tagged', at: app.now(), subject: { responseId, customerId } };
}
