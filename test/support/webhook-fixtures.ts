/** Payloads as senders document them, with their headers. */
import { readdirSync, readFileSync } from 'node:fs';

export interface WebhookFixture {
  /** Where it is documented. */
  from: string;
  headers: Record<string, string>;
  payload: unknown;
}

const FOLDER = new URL('../fixtures/webhooks/', import.meta.url);

export function webhookFixture(kind: string, name: string): WebhookFixture {
  return JSON.parse(readFileSync(new URL(`${kind}/${name}.json`, FOLDER), 'utf8')) as WebhookFixture;
}

export function webhookFixtureNames(): [kind: string, name: string][] {
  return readdirSync(FOLDER).flatMap((kind) => readdirSync(new URL(kind, FOLDER)).map((file): [string, string] => [kind, file.replace(/\.json$/, '')]));
}
