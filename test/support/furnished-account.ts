/** An account with something of every kind in it, for the tests that try to reach it from another one. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCasesOfEvents } from '../../src/features/cases/open-cases.job.ts';
import { requireCustomer } from '../../src/features/customers/customers.queries.ts';
import { createDraft } from '../../src/features/imports/import-drafts.service.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import { notesAt } from '../../src/features/notes/notes.queries.ts';
import { addNote } from '../../src/features/notes/notes.service.ts';
import { listApiKeys } from '../../src/features/users/api-keys.service.ts';
import { credentialOf } from '../../src/features/users/credential.ts';
import { sessionsOf } from '../../src/platform/http/session.ts';
import { apiClient } from './api-client.ts';
import { signedInAs } from './signed-in.ts';
import { answer, invited } from './spine.ts';
import { aSurvey, type TestApp } from './test-app.ts';

/** Stands in everything that is readable of it. */
export const CANARY = 'Canary5d1e';

/** A cell of a CSV file. */
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Something of every kind, each with the canary in it. @returns ids by the part of a path they belong under */
export async function furnish(test: TestApp, owner: string, canary = CANARY): Promise<Record<string, string[]>> {
  const api = await apiClient(test, owner, 'admin');
  await aSurvey(test.app, owner, { question: { en: `${canary}?` } }, 'theirs');
  await api.put('/api/v1/touchpoints/checkout', { name: canary });
  const source = (await api.post('/api/v1/sources', { name: canary })).body;
  const invitation = await invited(test.app, owner, { id: 'their-order', customer: { externalId: 'their-customer', email: 'them@example.com', name: canary }, properties: { plan: canary } });
  await sendDue(test.app);
  await answer(test.app, test.clock.advance, invitation, { score: '1', comment: canary });
  await openCasesOfEvents(test.app);
  const theirCase = (await api.get('/api/v1/cases')).body.data[0].id as string;
  await api.post(`/api/v1/cases/${theirCase}/notes`, { text: canary });
  await api.post(`/api/v1/cases/${theirCase}/close`, { outcome: canary, rootCause: canary });
  await api.put(`/api/v1/responses/${invitation._id}/tags`, { tags: [CANARY] });
  await api.put('/api/v1/tag-rules/their-tag', { words: [canary] });
  const goal = (await api.post('/api/v1/goals', { metric: 'nps', touchpoint: 'checkout', target: 40, from: '2026-01-01', dueOn: '2026-12-31' })).body;
  await addNote(test.app, owner, { touchpoint: 'checkout', day: '2026-05-20', text: canary }, { id: 'nobody', name: canary });
  const [note] = await notesAt(owner, 'checkout', null);
  const pending = await invited(test.app, owner, { id: 'their-second', customer: { externalId: 'their-customer' } });
  const form = new FormData();
  form.set('kind', 'customers');
  form.set('file', new File([`customerId,name,startedOn\nx,${cell(canary)},2026-01-01\n`], 'theirs.csv'));
  const imported = await fetch(`${test.url}/api/v1/imports`, { method: 'POST', headers: { authorization: `Bearer ${api.key}` }, body: form });
  const { id: started } = (await imported.json()) as { id: string };
  const path = join(test.app.config.dataDir, 'theirs.csv');
  const bytes = `customerId,name\ny,${cell(canary)}\n`;
  await writeFile(path, bytes);
  const draft = await createDraft(test.app, owner, { kind: 'customers', fileName: 'theirs.csv', bytes: bytes.length, path });
  const { user } = await signedInAs(test, owner, 'viewer');
  const [session] = await sessionsOf({ accountId: owner, userId: user._id, credential: credentialOf(user) }, test.app.now());
  const [key] = await listApiKeys(owner);
  return {
    accounts: [owner],
    touchpoints: ['checkout'],
    surveys: ['theirs'],
    sources: [source.id],
    interactions: ['their-order', String(invitation.interactionId)],
    invitations: [invitation._id, pending._id],
    responses: [invitation._id],
    customers: ['their-customer', 'them@example.com', (await requireCustomer(owner, 'their-customer'))._id],
    cases: [theirCase],
    'tag-rules': ['their-tag'],
    goals: [goal.id],
    notes: [String(note?._id)],
    outcomes: ['checkout'],
    imports: [started],
    files: [draft._id],
    people: [user._id],
    sessions: [session?.id ?? ''],
    keys: [key?.keyId ?? ''],
    // What is in a queue belongs to nobody; no account sees it where there are several.
    failures: ['chores:1'],
  };
}
