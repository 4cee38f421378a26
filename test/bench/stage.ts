/** What every measurement stands on: a database and a queue of its own, an account, a key, surveys, and documents to copy. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import { openApp, type App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createAccount, type Account } from '../../src/features/accounts/accounts.service.ts';
import { overdueBatches, receiveInteractions } from '../../src/features/interactions/interactions.service.ts';
import { decideBatches } from '../../src/features/invitations/invitations.service.ts';
import { SurveyInput, toDefinition } from '../../src/features/surveys/survey-input.ts';
import { putSurvey, type Survey } from '../../src/features/surveys/surveys.service.ts';
import { putTouchpoint } from '../../src/features/touchpoints/touchpoints.service.ts';
import { createApiKey } from '../../src/features/users/api-keys.service.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { mongoClient } from '../../src/platform/mongo.ts';
import { testServices } from '../support/services.ts';
import type { Environment } from './instance.ts';

export interface Stage {
  app: App;
  /** For children that run the product on the same data. */
  env: Environment;
  dkimKeyFile: string;
  account: Account;
  key: string;
  /** Asks a week after the interaction, so that nothing is sent while ingest is measured. */
  later: Survey;
  /** Asks at once. */
  now: Survey;
  close(): Promise<void>;
}

const SECRET = 'bench-secret-'.repeat(4);

export async function openStage(): Promise<Stage> {
  const { mongodbUri, redisUrl, prefix } = testServices();
  const dataDir = mkdtempSync(join(tmpdir(), 'afterword-bench-'));
  const dkimKeyFile = join(dataDir, 'dkim.pem');
  writeFileSync(dkimKeyFile, generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } }).privateKey);
  const env = { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, REDIS_PREFIX: prefix, DATA_DIR: dataDir, SECRET, BASE_URL: 'http://bench.example', MAIL_FROM: 'surveys@bench.example', LOG_LEVEL: 'warn' };
  const app = await openApp(readConfig(env), { log: createLogger('silent') });
  const account = await createAccount(app, { name: 'Bench', timeZone: 'UTC', segmentKeys: ['plan'] });
  const { key } = await createApiKey(app, account._id, { name: 'bench', scope: 'admin' });
  const later = await survey(app, account._id, 'later', { metric: 'nps', delay: '7d' });
  const now = await survey(app, account._id, 'now', { metric: 'nps', alertOnLow: false });
  return {
    app, env, dkimKeyFile, account, key, later, now,
    async close() {
      // Tidy where the services outlive us; where they do not, or it takes too long, nothing is lost.
      for (const name of [mongoClient().db().databaseName, floorName()]) await mongoClient().db(name).dropDatabase().catch(() => false);
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function survey(app: App, accountId: string, key: string, input: Record<string, unknown>): Promise<Survey> {
  const parsed = SurveyInput.parse({ touchpoint: key, trigger: { type: key }, ...input });
  await putTouchpoint(app, accountId, key, { name: key });
  return putSurvey(app, accountId, key, toDefinition(parsed));
}

/** A few interactions through the product's own services: the measurements copy the documents that come of them. */
export async function seedTemplates({ app, account }: Stage): Promise<void> {
  const news = Array.from({ length: 8 }, () => {
    const id = unique();
    return { id, type: 'later', touchpoint: null, occurredAt: app.now(), customer: { externalId: id, email: `${id}@example.com`, name: 'Ada Lovelace', locale: 'en' }, properties: { plan: 'pro' } };
  });
  await receiveInteractions(app, account._id, 'api', news);
  for (const batchId of await overdueBatches(new Date(app.now().getTime() + 60_000))) await decideBatches(app, [batchId]);
}

export type Doc = { _id: string; [field: string]: unknown };

export function collection(name: string) {
  return mongoClient().db().collection<Doc>(name);
}

const floorName = (): string => `${mongoClient().db().databaseName}_floor`;

/** A collection of another database with the same indexes, for the driver alone to write to. */
export async function floorCollection(name: string) {
  const copy = mongoClient().db(floorName()).collection<Doc>(name);
  const specs = (await collection(name).listIndexes().toArray()).filter((index) => index['name'] !== '_id_');
  if (specs.length > 0) await copy.createIndexes(specs.map(({ v: _version, ns: _namespace, ...spec }) => spec as { key: Record<string, 1>; name: string }));
  return copy;
}

/** Unique over all rounds, and no two runs meet. */
const run = randomBytes(4).toString('hex');
let count = 0;
export const unique = (): string => `${run}-${(count += 1)}`;

/** A stored document with another identity. */
export function copyOf(doc: Doc, changes: Record<string, unknown> = {}): Doc {
  return { ...doc, ...changes, _id: randomBytes(18).toString('base64url') };
}

/** Interactions that wait for their decision: else they would be looked for, or decided and mailed, while something else is measured. */
export function forgetUndecided(): Promise<unknown> {
  return collection('interactions').deleteMany({ batchId: { $gt: '' } });
}

/** Upserts as the driver takes them. */
export function asBulk(writes: { filter: { _id: string }; update: Record<string, unknown> }[]): mongo.AnyBulkWriteOperation<Doc>[] {
  return writes.map((write) => ({ updateOne: { ...write, upsert: true } }) as mongo.AnyBulkWriteOperation<Doc>);
}
