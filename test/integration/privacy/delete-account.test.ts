/** Deleting an account deletes everything of it, and nothing of another. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteAccountJob, sweepDeletions } from '../../../src/features/privacy/delete-account.job.ts';
import { giveUpAccount } from '../../../src/features/privacy/delete-account.service.ts';
import { apiClient } from '../../support/api-client.ts';
import { CANARY, furnish } from '../../support/furnished-account.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { everyDocument, stored } from '../../support/spine.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const PAGE = '/admin/account/delete';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

/** Documents by collection that say anything of an account. */
async function leftOf(accountId: string): Promise<Record<string, number>> {
  const all = await everyDocument();
  return Object.fromEntries(Object.entries(all).flatMap(([name, documents]) => {
    const count = documents.filter((document) => JSON.stringify(document).includes(accountId)).length;
    return count === 0 ? [] : [[name, count]];
  }));
}

async function furnished(): Promise<{ accountId: string; name: string; key: string }> {
  const name = `Going ${Math.round(performance.now())}`;
  const accountId = (await anAccount(test.app, { name }))._id;
  await furnish(test, accountId);
  return { accountId, name, key: (await apiClient(test, accountId, 'admin')).key };
}

describe('an account', () => {
  it('is deleted by an owner who writes its name, with everything of it and nothing of others', async () => {
    const { accountId, name, key } = await furnished();
    const kept = (await anAccount(test.app, { name: 'Kept' }))._id;
    await furnish(test, kept);
    const before = await leftOf(kept);
    const owner = await signedInAgent(test, accountId, 'owner');
    const colleague = await signedInAgent(test, accountId, 'admin');
    expect((await owner.get(PAGE)).body).toContain(`Delete ${name} for good?`);
    const wrong = await owner.submit(PAGE, PAGE, { name: 'something else' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('Nothing was deleted.');
    expect((await owner.get(PAGE)).status).toBe(200);

    const done = await owner.submit(PAGE, PAGE, { name: ` ${name} ` });
    expect(done.status).toBe(200);
    expect(done.body).toContain('The account is deleted');
    // Shut at once, for everybody.
    expect((await owner.get('/admin/reports')).status).toBe(303);
    expect((await colleague.get('/admin/reports')).status).toBe(303);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await fetch(`${test.url}/api/v1/account`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401);

    await deleteAccountJob(test.app, { accountId });
    expect(Object.keys(await leftOf(accountId)).filter((collection) => collection !== 'accounts')).toEqual([]);
    test.clock.advance(61_000);
    await deleteAccountJob(test.app, { accountId });
    expect(await leftOf(accountId)).toEqual({});
    const files = await stored('uploads.files').find({}).toArray();
    const keptRuns = [...await stored('importRuns').find({}).toArray(), ...await stored('importDrafts').find({}).toArray()].map(({ _id }) => String(_id));
    expect(files.map(({ filename }) => String(filename)).filter((file) => !keptRuns.includes(file))).toEqual([]);
    const after = await leftOf(kept);
    for (const [collection, count] of Object.entries(before)) expect(after[collection], collection).toBeGreaterThanOrEqual(count);
    expect(JSON.stringify(await everyDocument())).toContain(CANARY);
  });

  it('goes on where it was cut off, finds what was written meanwhile, and may be done twice at once', async () => {
    const { accountId, name } = await furnished();
    await giveUpAccount(test.app, accountId, { name, by: 'somebody' });
    // What a process writes that had begun before.
    const late = async (id: string): Promise<void> => void (await stored('events').insertOne({ _id: id, accountId, type: 'response.recorded', at: new Date(), subject: {} } as never));
    await Promise.all([deleteAccountJob(test.app, { accountId }), deleteAccountJob(test.app, { accountId })]);
    await late('late-1');
    test.clock.advance(61_000);
    await deleteAccountJob(test.app, { accountId });
    expect(Object.keys(await leftOf(accountId))).toEqual(['accounts']);
    await deleteAccountJob(test.app, { accountId });
    expect(await leftOf(accountId)).toEqual({});
    await deleteAccountJob(test.app, { accountId });
  });

  it('is found again by the sweep when its ring was lost', async () => {
    const { accountId, name } = await furnished();
    await giveUpAccount(test.app, accountId, { name, by: 'somebody' });
    test.clock.advance(120_000);
    test.workers();
    await eventually('it is gone', async () => {
      await sweepDeletions(test.app);
      return (await stored('accounts').findOne({ _id: accountId } as never)) === null;
    }, 20_000);
    expect(await leftOf(accountId)).toEqual({});
  });

  it.each(['admin', 'analyst', 'viewer'] as const)('is not deleted by the role %s, nor without the token of the form', async (role) => {
    const accountId = (await anAccount(test.app, { name: 'Staying' }))._id;
    const agent = await signedInAgent(test, accountId, role);
    expect((await agent.get(PAGE)).status).toBe(403);
    expect((await agent.submit('/admin/reports', PAGE, { name: 'Staying' })).status).toBe(403);
    const owner = await signedInAgent(test, accountId, 'owner');
    expect((await owner.post(PAGE, { name: 'Staying' })).status).toBe(403);
    expect((await stored('accounts').findOne({ _id: accountId } as never))?.['deletingSince']).toBeUndefined();
  });
});
