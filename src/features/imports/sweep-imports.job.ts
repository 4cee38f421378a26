import type { App } from '../../app.ts';
import { runImport } from '../../jobs.ts';
import { overdueImports } from './imports.service.ts';

/** Rings again for imports that wait or whose worker was lost. */
export async function sweepImports(app: App): Promise<void> {
  for (const importId of await overdueImports(app)) await app.enqueue(runImport, { importId }, { once: importId });
}
