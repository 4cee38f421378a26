/** Steps of the loop as tests take them: report, decide, send, open the page, answer; and a look into the database. */
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import type { App } from '../../src/app.ts';
import { receiveInteractions, requireInteraction, type Interaction, type NewInteraction } from '../../src/features/interactions/interactions.service.ts';
import { decideBatches, requireInvitation, type Invitation } from '../../src/features/invitations/invitations.service.ts';
import { linksOf } from '../../src/features/invitations/messages.service.ts';
import { chunks } from '../../src/platform/chunks.ts';

type Document = Record<string, unknown> & { _id: string };

/** A collection as it is stored, past every rule of the product: to look at it, or to put something there that should not be. */
export function stored(name: string) {
  return mongoose.connection.collection<Document>(name);
}

/** Everything that is stored, to prove that a step done twice leaves what it left the first time. */
export async function everythingStored(): Promise<Record<string, Document[]>> {
  const names = ['interactions', 'customers', 'invitations', 'responses', 'rollups', 'events', 'evidence', 'cases', 'followUps', 'suppressions', 'accounts'];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await stored(name).find({}, { sort: { _id: 1 } }).toArray()])));
}

/** Every document of every collection there is. */
export async function everyDocument(): Promise<Record<string, Document[]>> {
  const names = (await mongoose.connection.listCollections()).map(({ name }) => name);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await stored(name).find({}).toArray()])));
}

/** Takes every job of this app away, as a Redis that was replaced would. */
export async function wipeQueues({ config }: App): Promise<void> {
  const redis = new Redis(config.redisUrl);
  const keys = await redis.keys(`${config.redisPrefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
}

let made = 0;

/** An interaction of a customer of its own at `checkout`, now. */
export function anInteraction(app: App, values: Partial<NewInteraction> = {}): NewInteraction {
  made += 1;
  return {
    id: `i-${made}`, type: null, touchpoint: 'checkout', occurredAt: app.now(),
    customer: { externalId: `c-${made}`, email: `person${made}@example.com`, name: 'Ada' },
    properties: {}, ...values,
  };
}

/** Stores one interaction without deciding. @returns the id of its batch */
export async function received(app: App, accountId: string, input: NewInteraction): Promise<string> {
  const [receipt] = await receiveInteractions(app, accountId, 'api', [input]);
  const found = await stored('interactions').findOne({ _id: receipt?.interaction._id ?? '' });
  return String(found?.['batchId']);
}

/** Stores one interaction and decides it. */
export async function decided(app: App, accountId: string, values: Partial<NewInteraction> = {}): Promise<Interaction> {
  const input = anInteraction(app, values);
  await decideBatches(app, [await received(app, accountId, input)]);
  return requireInteraction(accountId, input.id);
}

/** One interaction that leads to one invitation, not sent yet. */
export async function invited(app: App, accountId: string, values: Partial<NewInteraction> = {}): Promise<Invitation> {
  const { decisions } = await decided(app, accountId, values);
  const id = decisions?.find(({ outcome }) => outcome === 'invited')?.invitationId;
  if (!id) throw new Error(`nobody was invited: ${JSON.stringify(decisions)}`);
  return requireInvitation(accountId, id);
}

/** Many invitations, reported so many at a time as are stored while a caller waits. */
export async function invitedMany(app: App, accountId: string, count: number, values: (index: number) => Partial<NewInteraction> = () => ({})): Promise<Invitation[]> {
  const inputs = Array.from({ length: count }, (_, index) => anInteraction(app, values(index)));
  const parts = chunks(inputs, 500);
  for (const part of parts) await receiveInteractions(app, accountId, 'api', part);
  const batches = await stored('interactions').distinct('batchId', { batchId: { $exists: true } });
  for (const batchId of batches) await decideBatches(app, [String(batchId)]);
  const all: Invitation[] = [];
  for (const part of parts) {
    const interactions = await Promise.all(part.map(({ id }) => requireInteraction(accountId, id)));
    const ids = interactions.flatMap(({ decisions }) => (decisions ?? []).flatMap(({ invitationId }) => invitationId ?? []));
    all.push(...await Promise.all(ids.map((id) => requireInvitation(accountId, id))));
  }
  return all;
}

export interface Visitor {
  userAgent?: string;
  /** Seen through one trusted proxy, see `TRUST_PROXY`. */
  ip?: string;
}

function headersOf({ userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', ip }: Visitor): Record<string, string> {
  return { 'User-Agent': userAgent, 'Accept-Language': 'en', ...(ip === undefined ? {} : { 'X-Forwarded-For': ip }) };
}

export const surveyUrl = (app: App, invitation: Pick<Invitation, '_id'>): string => linksOf(app, invitation._id).surveyUrl;
export const unsubscribeUrl = (app: App, invitation: Pick<Invitation, '_id'>): string => linksOf(app, invitation._id).unsubscribeUrl;

/** The token of the form on a page. */
export function formOn(html: string): string {
  const form = /name="form" value="([^"]+)"/.exec(html)?.[1];
  if (form === undefined) throw new Error(`there is no form on this page: ${html.slice(0, 2000)}`);
  return form;
}

/** Opens a survey page. @returns the token of its form */
export async function openForm(url: string, visitor: Visitor = {}): Promise<string> {
  return formOn(await (await fetch(url, { headers: headersOf(visitor) })).text());
}

/** Sends the form as a browser without scripts does. */
export async function postForm(url: string, fields: Record<string, string>, visitor: Visitor = {}): Promise<Response> {
  return fetch(url, { method: 'POST', redirect: 'manual', headers: headersOf(visitor), body: new URLSearchParams(fields) });
}

/** Opens the page, takes three seconds, and sends it. */
export async function answer(app: App, advance: (milliseconds: number) => void, invitation: Invitation, fields: { score: string; comment?: string; evidence?: string }, visitor: Visitor = {}): Promise<Response> {
  const url = surveyUrl(app, invitation);
  const form = await openForm(url, visitor);
  advance(3000);
  return postForm(url, { ...fields, form }, visitor);
}
