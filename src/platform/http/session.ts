/**
 * Sessions of people who sign in, kept in MongoDB under a hash of their id. They end after 12 hours without a request,
 * after 7 days in any case, and when the person's password changes.
 */
import { MongoStore } from 'connect-mongo';
import type { Request, RequestHandler, Response } from 'express';
import session, { type SessionData } from 'express-session';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../mongo-collections.ts';
import { databaseName, mongoClient } from '../mongo.ts';
import { sha256 } from '../token.ts';

export interface SignedIn {
  accountId: string;
  userId: string;
  /** Fingerprint of what proves who they are; a session whose fingerprint is not the person's current one is over. */
  credential: string;
  /** Milliseconds since the epoch. */
  signedInAt: number;
  seenAt: number;
  /** Signed in by a one-time link, so a new password may be chosen without the old one. */
  byLink: boolean;
  /** Signed in at a provider, which is its own second step. */
  bySso?: boolean;
  /** Network address and browser at signing in, as they said. */
  from: string;
  agent: string;
}

/** Somebody whose password or link was right, and whose second step is still to come: signed in to nothing. */
export interface HalfSignedIn {
  accountId: string;
  userId: string;
  credential: string;
  byLink: boolean;
  /** Where they want to go, a path of ours. */
  to: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

/** Somebody who was sent to a provider and is not back yet. */
export interface SentAway<Attempt> {
  attempt: Attempt;
  /** Where they want to go, a path of ours. */
  to: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

/** A session as its owner sees it. */
export interface OpenSession {
  /** Fingerprint; nothing can be opened with it. */
  id: string;
  signedInAt: Date;
  seenAt: Date;
  from: string;
  agent: string;
}

declare module 'express-session' {
  interface SessionData {
    person?: SignedIn;
    half?: HalfSignedIn;
    sentAway?: SentAway<unknown>;
  }
}

const HOUR_MS = 3_600_000;
const IDLE_MS = 12 * HOUR_MS;
const LONGEST_MS = 7 * 24 * HOUR_MS;
/** Those who only look at the sign-in page. */
const ANONYMOUS_MS = HOUR_MS;
/** For the second step, and for a provider's sign-in. */
const HALF_MS = 10 * 60_000;
/** Being seen is written down at most this often. */
const SEEN_EVERY_MS = 5 * 60_000;

const COLLECTION = 'sessions';

interface StoredSession extends Owned {
  session: { person?: SignedIn };
}

/** The store below writes it; people look at their own here. */
const stored = defineCollection<StoredSession>(COLLECTION, new Schema({ _id: String, accountId: String, expires: Date, session: Schema.Types.Mixed }, SCHEMA_OPTIONS)
  .index({ expires: 1 }, { expireAfterSeconds: 0 })
  .index({ 'session.person.userId': 1 }, { sparse: true }));

export interface SessionOptions {
  secret: string;
  baseUrl: string;
}

/** Opens `request.session`. Over https the cookie is bound to this host and never travels in the clear. */
export function sessions({ secret, baseUrl }: SessionOptions): RequestHandler[] {
  const isHttps = baseUrl.startsWith('https:');
  const open = session({
    secret,
    name: cookieName(isHttps),
    resave: false,
    saveUninitialized: false,
    rolling: true,
    proxy: isHttps,
    cookie: { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/', maxAge: ANONYMOUS_MS },
    store: MongoStore.create({
      client: mongoClient(),
      dbName: databaseName(),
      collectionName: COLLECTION,
      autoRemove: 'disabled',
      touchAfter: SEEN_EVERY_MS / 1000,
      transformId: sha256,
      unserialize: readable,
    }),
  });
  // BASE_URL says how people come here; the last hop, from a proxy that ends TLS, may be plain.
  const overHttps: RequestHandler = (request, _response, next) => {
    request.headers['x-forwarded-proto'] ??= 'https';
    next();
  };
  return isHttps ? [overHttps, open] : [open];
}

/** Kept as documents, so that people can look at theirs; earlier ones were texts. */
function readable(session: unknown): SessionData {
  return (typeof session === 'string' ? JSON.parse(session) : session) as SessionData;
}

function cookieName(isHttps: boolean): string {
  return isHttps ? '__Host-afterword' : 'afterword';
}

/** Signs in under a new session id, so that an id known before is worth nothing. */
export async function startSession(request: Request, person: Omit<SignedIn, 'signedInAt' | 'seenAt' | 'from' | 'agent'>, now: Date): Promise<void> {
  await renew(request);
  request.session.cookie.maxAge = IDLE_MS;
  const agent = (request.get('user-agent') ?? '').replace(/\p{Cc}+/gu, ' ').slice(0, 300);
  request.session.person = { ...person, signedInAt: now.getTime(), seenAt: now.getTime(), from: request.ip ?? '', agent };
  await save(request);
}

/** Remembers who is to do the second step, under a new session id. */
export async function startHalf(request: Request, half: Omit<HalfSignedIn, 'startedAt'>, now: Date): Promise<void> {
  await renew(request);
  request.session.half = { ...half, startedAt: now.getTime() };
  await save(request);
}

/** Who is to do the second step, `null` when nobody is or ten minutes are over. */
export function halfSignedIn(request: Request, now: Date): HalfSignedIn | null {
  const { half } = request.session;
  return half && now.getTime() - half.startedAt <= HALF_MS ? half : null;
}

/** Remembers what the provider's answer has to fit. */
export async function sendAway<Attempt>(request: Request, away: Omit<SentAway<Attempt>, 'startedAt'>, now: Date): Promise<void> {
  request.session.sentAway = { ...away, startedAt: now.getTime() };
  await save(request);
}

/** What was remembered, once; `null` when nothing was or ten minutes are over. */
export function comeBack<Attempt>(request: Request, now: Date): SentAway<Attempt> | null {
  const { sentAway } = request.session;
  delete request.session.sentAway;
  return sentAway && now.getTime() - sentAway.startedAt <= HALF_MS ? sentAway as SentAway<Attempt> : null;
}

/** How the person of this session came in. */
export function howSignedIn(request: Request, now: Date): Required<Pick<SignedIn, 'byLink' | 'bySso'>> {
  const { byLink = false, bySso = false } = signedIn(request, now) ?? {};
  return { byLink, bySso };
}

async function renew(request: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error: unknown) => (error ? reject(error as Error) : resolve()));
  });
}

/** Before a redirect: left to the end of the answer, a browser may follow it sooner than a slow database has the session. */
async function save(request: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.save((error: unknown) => (error ? reject(error as Error) : resolve()));
  });
}

const ownSessions = ({ accountId, userId, credential }: Pick<SignedIn, 'accountId' | 'userId' | 'credential'>) =>
  ({ 'session.person.userId': userId, 'session.person.accountId': accountId, 'session.person.credential': credential });

/** The live sessions of a person, the one seen last first. */
export async function sessionsOf(person: Pick<SignedIn, 'accountId' | 'userId' | 'credential'>, now: Date): Promise<OpenSession[]> {
  const found = await stored.everyAccount.find(ownSessions(person), { limit: 200 });
  const live = found.flatMap(({ _id: id, session: { person: one } }) => (one && isLive(one, now) ? [{ id, ...one }] : []));
  return live.toSorted((a, b) => b.seenAt - a.seenAt).map(({ id, signedInAt, seenAt, from, agent }) => ({ id, signedInAt: new Date(signedInAt), seenAt: new Date(seenAt), from, agent }));
}

/** Ends one session of a person. @returns false where they have none of this id */
export async function endSessionOf(person: Pick<SignedIn, 'accountId' | 'userId' | 'credential'>, id: string): Promise<boolean> {
  return (await stored.everyAccount.deleteMany({ ...ownSessions(person), _id: id })) > 0;
}

/** Ends the sessions of everybody in an account. */
export async function endSessionsOf(accountId: string): Promise<void> {
  await stored.everyAccount.deleteMany({ 'session.person.accountId': accountId });
}

/** The fingerprint under which this request's own session is listed. */
export function ownSessionId(request: Request): string {
  return sha256(request.sessionID);
}

/** Signs out: the session is gone from the store, and the browser forgets its cookie. */
export async function endSession(request: Request, response: Response, { baseUrl }: Pick<SessionOptions, 'baseUrl'>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.destroy((error: unknown) => (error ? reject(error as Error) : resolve()));
  });
  const isHttps = baseUrl.startsWith('https:');
  response.clearCookie(cookieName(isHttps), { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps });
}

/** The signed-in person of this request, `null` when there is none or their time is over. */
export function signedIn(request: Request, now: Date): SignedIn | null {
  const { person } = request.session;
  if (!person) return null;
  if (!isLive(person, now)) return null;
  const at = now.getTime();
  if (at - person.seenAt > SEEN_EVERY_MS) request.session.person = { ...person, seenAt: at };
  return person;
}

function isLive({ seenAt, signedInAt }: SignedIn, now: Date): boolean {
  const at = now.getTime();
  return at - seenAt <= IDLE_MS && at - signedInAt <= LONGEST_MS;
}
