/** A second process of the product that records answers: reads what to record from its argument, prints the outcomes. */
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { recordResponse } from '../../src/features/responses/responses.service.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { persistently } from './persistently.ts';

export interface RecorderTask {
  env: Record<string, string>;
  dbName: string;
  answers: { invitationId: string; score: number }[];
  at: string;
}

const task = JSON.parse(process.argv[2] ?? '') as RecorderTask;
const app = await openApp(readConfig(task.env), { dbName: task.dbName, log: createLogger('silent') });
const outcomes = await Promise.all(task.answers.map(({ invitationId, score }) =>
  persistently(() => recordResponse(app, { invitationId, score, comment: null, at: new Date(task.at), sender: null, formAgeSeconds: null }))));
process.stdout.write(JSON.stringify(outcomes.map(({ kind }) => kind)));
await app.close();
