/** Asks that went out and ended without an answer, as outcomes read them. */
import type { Metric } from '../../domain/metric.ts';
import type { SheetAsk } from '../../domain/outcomes/outcome-sheet.ts';
import { dayOf, type Day } from '../../domain/period.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { UNSUBSCRIBED, invitations, type Invitation } from './invitation.model.ts';

const FIELDS = {
  customerId: 1, touchpoint: 1, metric: 1, surveyId: 1, version: 1, channel: 1, status: 1, sentAt: 1, sentOn: 1, expiresAt: 1, respondedAt: 1, recordedAt: 1,
  segments: 1, history: 1,
} as const;
type Read = Pick<Invitation, keyof typeof FIELDS | '_id'>;

/** An ask with the survey version it was made under, which knows its scale. */
export interface EndedAsk extends Omit<SheetAsk, 'scale'> {
  customerId: string;
  surveyId: string;
  version: number;
  metric: Metric;
}

/** Of these customers by customer, in the order they were sent, as recorded by `asOf` (`null` = now). One read. */
export async function endedAsks(accountId: string, customerIds: string[], { asOf, timeZone, session }: { asOf: Date | null; timeZone: string; session?: ClientSession | undefined }): Promise<Map<string, EndedAsk[]>> {
  const found: Read[] = await invitations.of(accountId).find({ customerId: { $in: customerIds } }, { projection: FIELDS, session });
  return groupBy(found.toSorted(bySending).flatMap((invitation) => endedAsk(invitation, asOf, timeZone) ?? []), ({ customerId }) => customerId);
}

function endedAsk(invitation: Read, asOf: Date | null, timeZone: string): EndedAsk | null {
  const { sentAt, respondedAt, recordedAt, customerId, surveyId, version, touchpoint, metric, segments } = invitation;
  const isKnown = (at: Date): boolean => asOf === null || at <= asOf;
  if (sentAt === null || !isKnown(recordedAt ?? sentAt) || (respondedAt !== null && isKnown(respondedAt))) return null;
  const ended = endOf(invitation, isKnown, timeZone);
  return ended && { customerId, surveyId, version, touchpoint, metric, segments, sentOn: invitation.sentOn ?? dayOf(sentAt, timeZone), ...ended };
}

function endOf({ status, channel, expiresAt, respondedAt, history }: Read, isKnown: (at: Date) => boolean, timeZone: string): { end: SheetAsk['end']; endedOn: Day } | null {
  const bounced = history.find((entry) => entry.status === 'bounced' && isKnown(entry.at));
  if (bounced && (status === 'bounced' || respondedAt !== null)) return { end: 'bounced', endedOn: dayOf(bounced.at, timeZone) };
  const left = history.find((entry) => entry.reason === UNSUBSCRIBED && isKnown(entry.at));
  if (left && left.at <= expiresAt) return { end: 'unsubscribed', endedOn: dayOf(left.at, timeZone) };
  // Nothing sweeps asks made elsewhere: their day alone ends them.
  const isOver = status === 'expired' || (channel === 'import' && status === 'sent') || respondedAt !== null;
  // The last moment it could be answered: an expiry at midnight ends the day before.
  return isOver && isKnown(expiresAt) ? { end: 'silent', endedOn: dayOf(new Date(expiresAt.getTime() - 1), timeZone) } : null;
}

function bySending(one: Read, other: Read): number {
  return (one.sentAt?.getTime() ?? 0) - (other.sentAt?.getTime() ?? 0) || (one._id < other._id ? -1 : 1);
}
