/** What a delivery of a source would lead to: each interaction it makes, and what every survey would decide. Nothing is stored. */
import type { App } from '../../app.ts';
import type { FieldError } from '../../platform/errors.ts';
import { toInteraction, type Interaction } from '../interactions/interactions.service.ts';
import { readDelivery } from '../sources/receive-delivery.service.ts';
import type { Source } from '../sources/sources.service.ts';
import { previewTogether } from './invitations.service.ts';

export type PreviewedItem = { event: string | null } & (
  | { interaction: Interaction }
  | { interaction: null; reason: string; problems: FieldError[] }
);

/** @param source as it is, or with another mapping in it to be tried */
export async function previewDelivery(app: App, source: Source, { headers, payload }: { headers: Record<string, string>; payload: string }): Promise<PreviewedItem[]> {
  const receivedAt = app.now();
  const { items } = readDelivery(source, { deliveryId: 'preview', headers, body: Buffer.from(payload), receivedAt });
  const previewed = items.map((item): PreviewedItem => ('interaction' in item
    ? { event: item.event, interaction: toInteraction(source.accountId, source._id, item.interaction, receivedAt) }
    : { event: item.event, interaction: null, reason: item.reason, problems: item.problems }));
  const reported = previewed.flatMap(({ interaction }) => interaction ?? []);
  const decisions = await previewTogether(app, source.accountId, reported);
  for (const [index, interaction] of reported.entries()) interaction.decisions = decisions[index] ?? [];
  return previewed;
}
