import type { App } from '../../app.ts';
import { carryOutImport } from './import-runner.service.ts';

export async function runImportJob(app: App, { importId }: { importId: string }): Promise<{ status: string }> {
  return carryOutImport(app, importId);
}
