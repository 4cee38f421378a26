/** Ends all access to an account at once. */
import { inTransaction } from '../../platform/mongo.ts';
import { apiKeys, signInLinks, users } from './user.model.ts';

/** Its people, their links and its API keys are gone together. */
export async function closeDoors(accountId: string): Promise<void> {
  await inTransaction(async (session) => {
    await users.of(accountId).deleteMany({}, { session });
    await signInLinks.of(accountId).deleteMany({}, { session });
    await apiKeys.of(accountId).deleteMany({}, { session });
  });
}
