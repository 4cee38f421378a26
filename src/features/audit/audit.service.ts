/** Keeps what was changed, by whom and from where. */
import type { App } from '../../app.ts';
import { changedFields, redacted } from '../../domain/changed-fields.ts';
import { inBackground } from '../../platform/background.ts';
import type { ChangingRequest } from '../../platform/http/changes.ts';
import { isDuplicateKey } from '../../platform/mongo.ts';
import { networkOf } from '../../platform/network.ts';
import type { NotedChange } from '../../platform/noted-changes.ts';
import { hashId, randomId } from '../../platform/token.ts';
import { auditEntries, type AuditActor, type AuditEntry } from './audit-entry.model.ts';

export type { AuditActor } from './audit-entry.model.ts';

const AT_THE_DOOR = 'access';
const HOUR_MS = 3_600_000;

/** Keeps a request that changed something, before it is answered; the process waits for it before it ends. */
export async function keepRequest(app: App, accountId: string, actor: AuditActor, request: ChangingRequest): Promise<void> {
  const { from, changes, route } = request;
  const noted = changes.length > 0 ? changes.map(noteOf) : [{ area: areaOf(route), action: route, subject: subjectOf(request), before: null, after: null }];
  const work = store(app, accountId, noted.map((note) => ({ ...note, actor, from: networkOf(from) })));
  inBackground(app.draining, work);
  await work;
}

/** Keeps what a command of the operator changed. */
export async function keepCommand(app: App, accountId: string, command: string, changes: readonly NotedChange[]): Promise<void> {
  const actor: AuditActor = { kind: 'command', id: command, name: command };
  await store(app, accountId, changes.map((change) => ({ ...noteOf(change), actor, from: null })));
}

/** A person at the door: outside of the requests that are watched, for nobody is signed in yet. */
export interface Visit {
  accountId: string;
  person: { id: string; name: string };
  /** Network address, as the proxy settings say. */
  from: string;
}

/** Keeps that somebody signed in, before they are told so. @param how such as `{ by: 'password' }` */
export async function keepSignIn(app: App, { accountId, person, from }: Visit, how: Readonly<Record<string, unknown>>): Promise<void> {
  await store(app, accountId, [{ area: AT_THE_DOOR, action: 'access.signed-in', subject: person.name, before: null, after: how, actor: { kind: 'person', ...person }, from: networkOf(from) }]);
}

/**
 * Keeps that somebody was refused: one entry for each person, step and hour counts the attempts, so that no flood fills the log.
 * In the background, for the time it takes would tell whether the person exists.
 */
export function keepRefusal(app: App, { accountId, person, from }: Visit, step: 'password' | 'code'): void {
  const at = app.now();
  const _id = hashId('refused', accountId, person.id, step, String(Math.floor(at.getTime() / HOUR_MS)));
  const first = { at, actor: { kind: 'person', ...person }, area: AT_THE_DOOR, action: 'access.refused', subject: person.name, before: null };
  const count = (): Promise<unknown> => auditEntries.of(accountId).updateOne({ _id }, { $setOnInsert: first, $set: { from: networkOf(from), 'after.step': step }, $inc: { 'after.attempts': 1 } }, { upsert: true });
  // Of two that come first at once one finds the entry there.
  const work = count().catch((error: unknown) => (isDuplicateKey(error) ? count() : Promise.reject(error as Error)));
  inBackground(app.draining, work.then(() => {}, (error: unknown) => app.log.error({ event: 'audit.lost', accountId, actions: ['access.refused'], err: error })));
}

/** Calls that named a customer by the id of the sender, until they named them by ours, which leads to nobody once they are erased. */
const NAMED_CUSTOMERS = ['PUT /api/v1/customers/:idOrEmail', 'DELETE /api/v1/customers/:idOrEmail'];

/** Takes the ids that senders give customers out of entries of former versions: erasures do not find them there. */
export async function forgetNamedCustomers(): Promise<void> {
  await auditEntries.everyAccount.updateMany({ action: { $in: NAMED_CUSTOMERS } }, { $set: { subject: '…' } });
}

type Note = Pick<AuditEntry, 'area' | 'action' | 'subject' | 'before' | 'after'>;

function noteOf({ action, subject, before, after }: NotedChange): Note {
  return { area: action.split('.')[0] ?? '', action, subject: String(redacted(subject)), ...changedFields(before, after) };
}

/** The part of the path behind `/admin` or `/api/v1`. */
function areaOf(route: string): string {
  return /^\w+ \/(?:admin|api\/v1)\/([\w-]+)/.exec(route)?.[1] ?? '';
}

function subjectOf({ params }: ChangingRequest): string {
  return Object.values(params).map((value) => String(redacted(value))).join(' / ');
}

/** The change is made already: what cannot be kept must not undo it, but be heard of. */
async function store(app: App, accountId: string, entries: readonly Omit<AuditEntry, '_id' | 'accountId' | 'at'>[]): Promise<void> {
  if (entries.length === 0) return;
  const at = app.now();
  await auditEntries.of(accountId).insertMany(entries.map((entry) => ({ ...entry, _id: randomId('aud'), at }))).catch((error: unknown) => {
    app.log.error({ event: 'audit.lost', accountId, actions: entries.map(({ action }) => action), err: error });
  });
}
