import { invitations, type Invitation } from './invitation.model.ts';

/** Says that a link of this invitation was followed that no person sees, so that its next answer is looked at closely. */
export async function markTrapped({ _id, accountId }: Invitation, at: Date): Promise<void> {
  await invitations.of(accountId).updateOne({ _id }, { $max: { trappedAt: at } });
}
