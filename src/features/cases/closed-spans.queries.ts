/** When cases were closed, as outcomes read it. */
import { closedSpans, type ClosedSpan } from '../../domain/case-history.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { cases } from './case.model.ts';

/** Answers whose case was never closed at the close of a day are absent. */
export type ClosedSpansByResponse = ReadonlyMap<string, ClosedSpan[]>;

/** For cases of these customers, as recorded by `asOf` (`null` = now). One read. */
export async function closedSpansOf(accountId: string, customerIds: string[], { asOf, timeZone, session }: { asOf: Date | null; timeZone: string; session?: ClientSession | undefined }): Promise<ClosedSpansByResponse> {
  const found = await cases.of(accountId).find({ customerId: { $in: customerIds } }, { projection: { responseId: 1, turns: 1 }, session });
  return new Map(found.map(({ responseId, turns }) => [responseId, closedSpans(turns, timeZone, asOf)] as const).filter(([, spans]) => spans.length > 0));
}
