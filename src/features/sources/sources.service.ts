import type { App } from '../../app.ts';
import type { Mapping } from '../../domain/mapping/mapping.ts';
import { createCache } from '../../platform/cache.ts';
import { Invalid, NotFound } from '../../platform/errors.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import type { Scheme } from '../../platform/signature/scheme.ts';
import { newSecretFor, secretProblem } from '../../platform/signature/secret.ts';
import { randomId, seal, unseal } from '../../platform/token.ts';
import { forgetPull } from './forget-pull.service.ts';
import { senderOf, type SourceKind } from './senders.ts';
import { sources, type Source, type SourceStatus } from './source.model.ts';

export { SOURCE_STATUSES } from './source.model.ts';
export type { Source, SourceStatus } from './source.model.ts';
export { senderOf, SOURCE_KINDS, type SourceKind } from './senders.ts';

/** After a rotation both secrets hold for a day, so that the sender may be changed without a gap. */
const OVERLAP_MS = 86_400_000;

/** A source may be a second old; unknown ids are asked for each time. */
const cached = createCache((id) => sources.everyAccount.findOne({ _id: id }), { seconds: 1 });

export interface NewSource {
  name: string;
  kind: SourceKind;
  /** The sender's own. Without it one is made, or the source waits for the one that its sender makes up once it knows the address. */
  secret: string | null;
  scheme: Scheme | null;
  legacySignatures: boolean;
  mapping: Mapping | null;
}

/**
 * The secret is shown here and never again. It is `null` where the sender makes it up and it is still to come by `rotateSecret`: until
 * then every request is refused.
 * @throws Invalid where the secret is not fit, or the kind needs a scheme or takes none
 */
export async function createSource(app: App, accountId: string, { name, kind, secret: given, scheme, legacySignatures, mapping }: NewSource): Promise<{ source: Source; secret: string | null }> {
  const sender = senderOf(kind);
  if (sender.scheme === null && scheme === null) throw new Invalid([{ pointer: '/scheme', detail: `is needed for a source of kind "${kind}": how its requests are signed` }]);
  if (sender.scheme !== null && scheme !== null) throw new Invalid([{ pointer: '/scheme', detail: `is known for a source of kind "${kind}"; leave it out, or choose kind "generic"` }]);
  if (legacySignatures && sender.legacySchemes.length === 0) throw new Invalid([{ pointer: '/legacySignatures', detail: `there are none for a source of kind "${kind}"; leave it out` }]);
  const secret = given === null && sender.secretFrom === 'there' ? null : secretFor(kind, given, scheme);
  const now = app.now();
  const source: Source = {
    _id: randomId('src'), accountId, name, kind, status: 'active', scheme, legacySignatures, mapping,
    secrets: secret === null ? [] : [{ sealed: seal(app.config.secret, secret), createdAt: now, expiresAt: null }],
    refusals: {}, lastRefusal: null, createdAt: now,
  };
  await sources.everyAccount.insertMany([source]);
  noteChange({ action: 'sources.created', subject: name, before: null, after: { kind, legacySignatures } });
  return { source, secret };
}

/** The sender's own secret where it has one, else a new one of 256 bits. @throws Invalid */
function secretFor(kind: SourceKind, given: string | null, own: Scheme | null): string {
  const { secretFrom, longestSecret, scheme: known, name } = senderOf(kind);
  const scheme = own ?? known;
  if (!scheme) throw new Error('a source has a scheme before it gets a secret');
  const wrong = (detail: string): Invalid => new Invalid([{ pointer: '/secret', detail }]);
  if (given === null) {
    if (secretFrom === 'there') throw wrong(`is needed: ${name} makes it up, copy it from there`);
    return newSecretFor(scheme, longestSecret);
  }
  const problem = secretProblem(scheme, given);
  if (problem) throw wrong(problem);
  return given;
}

/**
 * A new secret; the one before holds for another day, older ones end.
 * @param given the sender's own, where it makes them up
 * @throws NotFound, Invalid
 */
export async function rotateSecret(app: App, accountId: string, id: string, given: string | null): Promise<{ source: Source; secret: string }> {
  const { kind, name, scheme, secrets: [current] } = await requireSource(accountId, id);
  const secret = secretFor(kind, given, scheme);
  const now = app.now();
  const secrets: Source['secrets'] = [
    { sealed: seal(app.config.secret, secret), createdAt: now, expiresAt: null },
    ...(current ? [{ ...current, expiresAt: new Date(now.getTime() + OVERLAP_MS) }] : []),
  ];
  await sources.of(accountId).updateOne({ _id: id }, { $set: { secrets } });
  cached.forget(id);
  noteChange({ action: 'sources.secret', subject: name, before: null, after: null });
  return { source: await requireSource(accountId, id), secret };
}

export interface SourceChanges {
  name?: string | undefined;
  status?: SourceStatus | undefined;
  legacySignatures?: boolean | undefined;
  /** `null`: back to the one its kind comes with. */
  mapping?: Mapping | null | undefined;
}

/** @throws NotFound, Invalid */
export async function changeSource(accountId: string, id: string, changes: SourceChanges): Promise<Source> {
  const before = await requireSource(accountId, id);
  const { kind, name } = before;
  if (changes.legacySignatures === true && senderOf(kind).legacySchemes.length === 0) throw new Invalid([{ pointer: '/legacySignatures', detail: `there are none for a source of kind "${kind}"` }]);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length > 0) await sources.of(accountId).updateOne({ _id: id }, { $set: given });
  cached.forget(id);
  noteChange({ action: 'sources.changed', subject: name, before: Object.fromEntries(Object.keys(given).map((field) => [field, before[field as keyof Source]])), after: given });
  return requireSource(accountId, id);
}

/** Its interactions stay. @throws NotFound */
export async function deleteSource(accountId: string, id: string): Promise<void> {
  const known = await sources.of(accountId).findOne({ _id: id });
  await forgetPull(accountId, id);
  const deleted = await sources.of(accountId).deleteMany({ _id: id });
  cached.forget(id);
  if (deleted === 0) throw new NotFound(`There is no source "${id}".`);
  noteChange({ action: 'sources.deleted', subject: known?.name ?? id, before: known && { kind: known.kind, status: known.status }, after: null });
}

/** @throws NotFound */
export async function requireSource(accountId: string, id: string): Promise<Source> {
  const source = await sources.of(accountId).findOne({ _id: id });
  if (!source) throw new NotFound(`There is no source "${id}".`);
  return source;
}

export async function listSources(accountId: string): Promise<Source[]> {
  return sources.of(accountId).find({});
}

/** By the id in a webhook's address, so across accounts; at most a second old. */
export async function findSource(id: string): Promise<Source | null> {
  return id.length > 100 ? null : cached.get(id);
}

/** The ways in which a request of this source may prove itself, the proper one first. */
export function schemesOf({ kind, scheme, legacySignatures }: Pick<Source, 'kind' | 'scheme' | 'legacySignatures'>): Scheme[] {
  const sender = senderOf(kind);
  const proper = scheme ?? sender.scheme;
  return [...(proper ? [proper] : []), ...(legacySignatures ? sender.legacySchemes : [])];
}

/** Beside the source for as long as that is remembered: unsealing one for each request costs as much as checking its signature. */
const unsealed = new WeakMap<Source['secrets'][number], string>();

export function activeSecrets(app: App, { secrets }: Source): string[] {
  const now = app.now();
  return secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now).map((secret) => {
    const plain = unsealed.get(secret) ?? unseal(app.config.secret, secret.sealed);
    unsealed.set(secret, plain);
    return plain;
  });
}
