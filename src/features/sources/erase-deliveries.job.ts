import type { App } from '../../app.ts';
import { eraseDeliveries } from '../../jobs.ts';
import { carryOutErasure, overdueErasures } from './erase-deliveries.service.ts';

export async function eraseDeliveriesJob(app: App, { erasureId }: { erasureId: string }): Promise<void> {
  await carryOutErasure(app, erasureId, { withinMs: Infinity });
}

/** Rings for erasures that are not finished. */
export async function sweepErasures(app: App): Promise<void> {
  for (const erasureId of await overdueErasures(app)) await app.enqueue(eraseDeliveries, { erasureId }, { once: erasureId });
}
