/** Keeps what was changed, by whom and from where. */
import type { App } from '../../app.ts';
import { changedFields, redacted } from '../../domain/changed-fields.ts';
import { inBackground } from '../../platform/background.ts';
import type { ChangingRequest } from '../../platform/http/changes.ts';
import type { NotedChange } from '../../platform/noted-changes.ts';
import { randomId } from '../../platform/token.ts';
import { auditEntries, type AuditActor, type AuditEntry } from './audit-entry.model.ts';

export type { AuditActor } from './audit-entry.model.ts';

/** Keeps a request that changed something; in the background, and the process waits for it before it ends. */
export function keepRequest(app: App, accountId: string, actor: AuditActor, request: ChangingRequest): void {
  const { from, changes, route } = request;
  const noted = changes.length > 0 ? changes.map(noteOf) : [{ area: areaOf(route), action: route, subject: subjectOf(request), before: null, after: null }];
  const work = store(app, accountId, noted.map((note) => ({ ...note, actor, from })));
  inBackground(app.draining, work);
}

/** Keeps what a command of the operator changed. */
export async function keepCommand(app: App, accountId: string, command: string, changes: readonly NotedChange[]): Promise<void> {
  const actor: AuditActor = { kind: 'command', id: command, name: command };
  await store(app, accountId, changes.map((change) => ({ ...noteOf(change), actor, from: null })));
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
