import type { App } from '../../app.ts';
import { runImport } from '../../jobs.ts';
import { forgetOldDrafts } from './import-drafts.service.ts';
import { overdueImports } from './imports.service.ts';

/** Rings again for imports that wait or whose worker was lost, and forgets files that nobody imported. */
export async function sweepImports(app: App): Promise<void> {
  for (const importId of await overdueImports(app)) await app.enqueue(runImport, { importId }, { once: importId });
  await forgetOldDrafts(app);
}
