import { pulledFiles, pulls } from './pull.model.ts';

/** Nothing is fetched for a source any more, and which files were read is not known any more. What was fetched stays. */
export async function forgetPull(accountId: string, sourceId: string): Promise<void> {
  await pulls.of(accountId).deleteMany({ _id: sourceId });
  await pulledFiles.of(accountId).deleteMany({ sourceId });
}
