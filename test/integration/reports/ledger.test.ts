import { afterAll, beforeAll, expect, it } from 'vitest';
import { receiveInteractions } from '../../../src/features/interactions/interactions.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { anInteraction, answer, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';
import { requireInvitation } from '../../../src/features/invitations/invitations.service.ts';

let test: TestApp;
let account: string;
let api: ApiClient;
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  api = await apiClient(test, account, 'write');
});
afterAll(async () => test.close());

interface Ledger {
  interactions: { accepted: number; duplicates: number; undecided: number };
  decisions: { invited: number; skipped: Record<string, number> };
  invitations: Record<string, number>;
  otherInvitations: Record<string, Record<string, number>>;
  earlierInvitations: Record<string, number>;
}
const ledger = async (): Promise<Ledger> => (await api.get('/api/v1/ledger')).body;
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((total, count) => total + count, 0);

it('is empty before anything is reported', async () => {
  expect(await ledger()).toEqual({ interactions: { accepted: 0, duplicates: 0, undecided: 0 }, decisions: { invited: 0, skipped: {} }, invitations: {}, otherInvitations: {}, earlierInvitations: {} });
});

it('adds up at every moment while workers decide, send and record', async () => {
  await aSurvey(test.app, account, { coolDown: [{ since: 'invitation', across: 'survey', days: 7 }] });
  await aSurvey(test.app, account, { touchpoint: 'support', metric: 'csat', samplePercent: 0 }, 'never');
  await aSurvey(test.app, account, { touchpoint: 'support', metric: 'ces', delay: '3d' }, 'later');
  const other = (await anAccount(test.app))._id;
  await aSurvey(test.app, other);
  test.workers();
  test.mailer.outcomes = [{ kind: 'refused', reply: '550 no' }, { kind: 'unknown', reply: 'lost' }];

  const kinds = [
    () => anInteraction(test.app),
    () => anInteraction(test.app, { touchpoint: 'support' }),
    () => anInteraction(test.app, { touchpoint: 'nowhere' }),
    () => anInteraction(test.app, { customer: { externalId: 'no-address' } }),
    () => anInteraction(test.app, { customer: { externalId: 'often', email: 'often@example.com' } }),
  ];
  const inputs = Array.from({ length: 120 }, (_, index) => (kinds[index % kinds.length] ?? kinds[0] as () => ReturnType<typeof anInteraction>)());
  const seen: Ledger[] = [];
  const reporting = Promise.all([
    ...[0, 1, 2, 3].map((batch) => receiveInteractions(test.app, account, 'api', inputs.slice(batch * 30, batch * 30 + 40))),
    receiveInteractions(test.app, other, 'api', [anInteraction(test.app)]),
    api.post('/api/v1/responses', { survey: 'nps', customer: { externalId: 'given' }, score: 9 }),
    api.post('/api/v1/links', { survey: 'nps', customer: { externalId: 'linked' } }),
  ]);
  const check = (now: Ledger): void => {
    expect(sum(now.invitations)).toBe(now.decisions.invited);
    expect(now.decisions.invited + sum(now.decisions.skipped)).toBeGreaterThanOrEqual(now.interactions.accepted - now.interactions.undecided);
  };
  const settled = eventually('everything is decided and mailed', async () => {
    const now = await ledger();
    seen.push(now);
    check(now);
    return now.interactions.accepted === 120 && now.interactions.undecided === 0 && (now.invitations['scheduled'] ?? 0) === 24 && !now.invitations['claimed'] && !now.invitations['sending'] ? now : null;
  }, 25_000);
  await reporting;
  const quiet = await settled;
  const sent = await stored('invitations').findOne({ accountId: account, status: 'sent', channel: 'email' });
  await answer(test.app, test.clock.advance, await requireInvitation(account, String(sent?._id)), { score: '9' });

  expect(quiet.interactions).toEqual({ accepted: 120, duplicates: 30, undecided: 0 });
  // 24 of each kind: checkout 24 + 1 of the one who comes often, support 24 once for each of two surveys.
  expect(quiet.decisions).toEqual({ invited: 49, skipped: { 'sampled-out': 24, 'no-matching-survey': 24, 'no-address': 24, 'cool-down': 23 } });
  expect(await ledger()).toMatchObject({ invitations: { scheduled: 24, sent: 22, bounced: 1, ambiguous: 1, responded: 1 }, otherInvitations: { api: { responded: 1 }, link: { sent: 1 } }, earlierInvitations: {} });
  expect(seen.length).toBeGreaterThan(1);
});

it('sets apart the invitations of interactions that are no longer kept', async () => {
  const before = await ledger();
  await stored('interactions').deleteMany({ accountId: account });
  expect(await ledger()).toMatchObject({ interactions: { accepted: 0 }, decisions: { invited: 0 }, invitations: {}, earlierInvitations: before.invitations });
  test.clock.advance(60_000);
  await receiveInteractions(test.app, account, 'api', [anInteraction(test.app)]);
  const after = await eventually('it is decided', async () => ((await ledger()).decisions.invited === 1 ? ledger() : null));
  expect(sum(after.invitations)).toBe(1);
  expect(sum(after.earlierInvitations)).toBe(sum(before.invitations));
});
