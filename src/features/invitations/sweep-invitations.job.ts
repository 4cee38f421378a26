import type { App } from '../../app.ts';
import { dueSoon, expireOpen, releaseLapsedClaims, resolveLapsedSends } from './upkeep.service.ts';
import { ringFor } from './invitations.service.ts';

/** Finds what is overdue in every status that is not final and moves it on, or rings again. */
export async function sweepInvitations(app: App): Promise<void> {
  await releaseLapsedClaims(app);
  await resolveLapsedSends(app);
  await expireOpen(app);
  await ringFor(app, await dueSoon(app));
}
