/** A change of the time zone moves everything counted by local days, exactly, whatever happens meanwhile. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayOf } from '../../../src/domain/period.ts';
import { changeTimeZone, requireAccount } from '../../../src/features/accounts/accounts.service.ts';
import { changeZoneJob, sweepZoneChanges } from '../../../src/features/outcomes/change-zone.job.ts';
import { verifyOutcomes } from '../../../src/features/outcomes/outcomes.service.ts';
import { verifyRollups } from '../../../src/features/responses/rollup-check.service.ts';
import { excludeResponse } from '../../../src/features/responses/judge-answer.service.ts';
import { recordResponse } from '../../../src/features/responses/responses.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { invitedMany, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Far from UTC on both sides, so that most answers near midnight move, over the end of a month too. */
const EAST = 'Pacific/Auckland';
const WEST = 'America/Los_Angeles';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  account = (await anAccount(test.app, { timeZone: 'UTC', segmentKeys: ['plan'] }))._id;
  api = await apiClient(test, account, 'admin');
});
afterAll(() => test.close());

/** Asks and answers of six days around the end of a month, some hours apart; one bounced, one excluded, one revised. */
async function history(): Promise<void> {
  const start = new Date('2026-10-29T01:30:00Z').getTime();
  test.clock.set(new Date(start));
  await aSurvey(test.app, account, { coolDown: [] });
  for (let step = 0; step < 12; step += 1) {
    test.clock.set(new Date(start + step * 11 * HOUR_MS));
    const asked = await invitedMany(test.app, account, 3, (index) => ({ properties: { plan: index === 0 ? 'pro' : 'free' } }));
    if (step === 2) test.mailer.outcomes.push({ kind: 'refused', reply: '550 no such user' });
    await sendDue(test.app);
    test.clock.advance(5 * HOUR_MS);
    for (const [index, invitation] of asked.slice(1).entries()) {
      await recordResponse(test.app, { invitationId: invitation._id, score: (step + index) % 11, comment: null, at: test.clock.now(), sender: null, formAgeSeconds: null });
    }
    const [, second] = asked;
    if (step === 3 && second) await excludeResponse(test.app, account, second._id, { reason: 'a test' });
    if (step === 4 && second) await recordResponse(test.app, { invitationId: second._id, score: 10, comment: 'better', at: new Date(test.clock.now().getTime() + HOUR_MS), sender: null, formAgeSeconds: null });
  }
  test.clock.set(new Date(start + 20 * DAY_MS));
}

const byDay = async (): Promise<Record<string, unknown>[]> => (await api.get('/api/v1/reports/scores?from=2026-10-20&to=2026-12-01&interval=day')).body.groups[0].buckets.map(({ from, n, responseRatePercent, distribution }: Record<string, unknown>) => ({ from, n, responseRatePercent, distribution }));

/** Days of every counted answer, as the zone has them. */
async function expectedCounts(zone: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { respondedAt, excluded } of await stored('responses').find({ accountId: account }).toArray()) {
    if (excluded) continue;
    const day = dayOf(respondedAt as Date, zone);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return counts;
}

async function expectExact(zone: string): Promise<void> {
  expect(await verifyRollups(test.app, account)).toEqual([]);
  expect((await verifyOutcomes(test.app, account)).differences).toEqual([]);
  const counts = new Map((await byDay()).filter(({ n }) => n !== 0).map(({ from, n }) => [from, n]));
  expect(counts).toEqual(new Map([...await expectedCounts(zone)].toSorted()));
  for (const { _id, respondedAt, respondedOn, sentOn } of await stored('responses').find({ accountId: account }).toArray()) {
    expect(respondedOn).toBe(dayOf(respondedAt as Date, zone));
    const invitation = await stored('invitations').findOne({ _id });
    expect(sentOn).toBe(dayOf(invitation?.['sentAt'] as Date, zone));
    expect(invitation?.['sentOn']).toBe(sentOn);
  }
}

async function finish(): Promise<void> {
  await changeZoneJob(test.app, { accountId: account });
  test.clock.advance(20_000);
  await changeZoneJob(test.app, { accountId: account });
}

describe('a change of the time zone', () => {
  it('moves what was counted to its new days, there and back', async () => {
    await history();
    const before = await byDay();
    const changed = await api.patch('/api/v1/account', { timeZone: EAST });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ timeZone: EAST, zoneChange: { from: 'UTC' } });
    await finish();
    expect((await requireAccount(account)).zoneChange).toBeNull();
    await expectExact(EAST);
    expect(await byDay()).not.toEqual(before);
    await api.patch('/api/v1/account', { timeZone: 'UTC' });
    await finish();
    await expectExact('UTC');
    expect(await byDay()).toEqual(before);
  });

  it('is exact at every moment, also while others answer, judge and send, and when it runs twice at once', async () => {
    await history();
    await changeTimeZone(test.app, account, WEST);
    const asked = await invitedMany(test.app, account, 4, () => ({}));
    const judged = (await stored('responses').find({ accountId: account, excluded: null }).toArray()).slice(0, 6);
    await Promise.all([
      changeZoneJob(test.app, { accountId: account }),
      changeZoneJob(test.app, { accountId: account }),
      sendDue(test.app).then(() => Promise.all(asked.map(({ _id }) => recordResponse(test.app, { invitationId: _id, score: 9, comment: null, at: test.clock.now(), sender: null, formAgeSeconds: null })))),
      ...judged.map(async ({ _id }) => excludeResponse(test.app, account, String(_id), { reason: 'a test' }).catch(() => null)),
    ]);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    await finish();
    await expectExact(WEST);
  });

  it('goes on where it was cut off', async () => {
    await history();
    await changeTimeZone(test.app, account, EAST);
    // An ask of a version that is not there stops the work on its batch, as a killed process would.
    const asks = await stored('invitations').find({ accountId: account, channel: 'email', sentOn: { $type: 'string' } }).toArray();
    const { _id, ...ask } = asks.findLast(({ sentAt, sentOn }) => dayOf(sentAt as Date, EAST) !== sentOn) as unknown as { _id: string };
    await stored('invitations').insertOne({ ...ask, _id: `${_id}-broken`, version: 99 } as never);
    await expect(changeZoneJob(test.app, { accountId: account })).rejects.toThrow('has no version 99');
    expect((await requireAccount(account)).zoneChange).not.toBeNull();
    await stored('invitations').deleteOne({ _id: `${_id}-broken` } as never);
    expect(await verifyRollups(test.app, account)).toEqual([]);
    await finish();
    await expectExact(EAST);
  });

  it('catches what a process wrote that still went by the zone before', async () => {
    await history();
    await changeTimeZone(test.app, account, EAST);
    await changeZoneJob(test.app, { accountId: account });
    // Such an answer and its counts, as they would have been stored a second ago.
    await stored('accounts').updateOne({ _id: account } as never, { $set: { timeZone: 'UTC' } });
    const [asked] = await invitedMany(test.app, account, 1, () => ({}));
    test.clock.set(new Date('2026-11-20T23:30:00Z'));
    await eventually('the zone before is seen', async () => (await requireAccount(account)).timeZone === 'UTC');
    await sendDue(test.app);
    await recordResponse(test.app, { invitationId: asked?._id ?? '', score: 3, comment: null, at: test.clock.now(), sender: null, formAgeSeconds: null });
    await stored('accounts').updateOne({ _id: account } as never, { $set: { timeZone: EAST } });
    await changeZoneJob(test.app, { accountId: account });
    test.clock.advance(20_000);
    await changeZoneJob(test.app, { accountId: account });
    expect((await requireAccount(account)).zoneChange).toBeNull();
    await expectExact(EAST);
  });

  it('is one at a time, and none where the zone is the same', async () => {
    expect(await changeTimeZone(test.app, account, 'UTC')).toBe(false);
    await changeTimeZone(test.app, account, EAST);
    expect((await api.patch('/api/v1/account', { timeZone: WEST })).status).toBe(409);
    expect((await api.patch('/api/v1/account', { timeZone: 'Mars/Olympus' })).status).toBe(422);
    expect((await requireAccount(account)).timeZone).toBe(EAST);
  });

  it('is found again by the sweep when its ring was lost', async () => {
    await history();
    await changeTimeZone(test.app, account, EAST);
    test.clock.advance(60_000);
    test.workers();
    await sweepZoneChanges(test.app);
    await eventually('it is done', async () => {
      await sweepZoneChanges(test.app);
      return (await requireAccount(account)).zoneChange === null;
    }, 30_000);
    await expectExact(EAST);
  });
});
