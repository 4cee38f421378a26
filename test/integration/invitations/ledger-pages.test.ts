import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { requireInvitation } from '../../../src/features/invitations/invitations.service.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import type { Agent } from '../../support/browser-agent.ts';
import { answer, decided, invited, invitedMany, received, anInteraction } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let accountId: string;
let agent: Agent;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  accountId = (await anAccount(test.app))._id;
  agent = await signedInAgent(test, accountId, 'agent');
});

/** The counts of the page as name, number and level. */
function countsOn(html: string): { name: string; n: number; level: string }[] {
  return [...html.matchAll(/<tr class="(total|part|deep)"><th scope="row">(?:<a [^>]*>)?([^<]+)(?:<\/a>)?<\/th><td class="number">([\d,]+)/g)].map(([, level = '', name = '', n = '']) => ({ name, n: Number(n.replaceAll(',', '')), level }));
}

describe('the ledger', () => {
  it('adds up: interactions, decisions, invitations', async () => {
    await aSurvey(test.app, accountId);
    await aSurvey(test.app, accountId, { status: 'paused' }, 'rests');
    const asked = await invitedMany(test.app, accountId, 4);
    test.mailer.outcomes.push({ kind: 'refused', reply: '550 5.1.1 nobody' });
    await sendDue(test.app);
    const sent = (await Promise.all(asked.map(({ _id }) => requireInvitation(accountId, _id)))).find(({ status }) => status === 'sent');
    if (!sent) throw new Error('nothing was sent');
    await answer(test.app, test.clock.advance, sent, { score: '9' });
    await decided(test.app, accountId, { touchpoint: 'nowhere' });
    await received(test.app, accountId, anInteraction(test.app));
    const counts = countsOn((await agent.get('/admin/ledger')).body);
    expect(counts).toEqual([
      { name: 'Interactions reported', n: 6, level: 'total' }, { name: 'not decided yet', n: 1, level: 'part' },
      { name: 'Decisions made', n: 9, level: 'total' },
      { name: 'Not asked: the survey is paused', n: 4, level: 'part' }, { name: 'Not asked: no survey asks about this type and touchpoint', n: 1, level: 'part' },
      { name: 'Invited', n: 4, level: 'part' },
      { name: 'sent, waiting for an answer', n: 2, level: 'deep' }, { name: 'answered', n: 1, level: 'deep' }, { name: 'bounced', n: 1, level: 'deep' },
    ]);
  });

  it('filters by reason, survey and touchpoint, and pages through all without loss', async () => {
    await aSurvey(test.app, accountId);
    await invitedMany(test.app, accountId, 60);
    await decided(test.app, accountId, { id: 'lost-one', touchpoint: 'nowhere' });
    const lost = await agent.get('/admin/ledger?fate=no-matching-survey');
    expect([...lost.body.matchAll(/<th scope="row"><bdi>/g)]).toHaveLength(1);
    expect(lost.body).toContain('lost-one');
    expect((await agent.get('/admin/ledger?fate=invited&survey=nps')).body).not.toContain('lost-one');
    const seen = new Set<string>();
    for (let path: string | undefined = '/admin/ledger?survey=nps'; path !== undefined;) {
      const { body } = await agent.get(path);
      for (const [, id = ''] of body.matchAll(/<th scope="row"><bdi>([^<]+)<\/bdi><br>/g)) seen.add(id);
      path = /<a href="([^"]+)">Older<\/a>/.exec(body)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    }
    expect(seen.size).toBe(60);
  });

  it('cancels what waits, after asking, and says why where it is too late', async () => {
    await aSurvey(test.app, accountId, { delay: '2h' });
    const { _id } = await invited(test.app, accountId);
    const path = `/admin/ledger/invitations/${_id}/cancel`;
    expect((await agent.get('/admin/ledger')).body).toContain(path);
    expect((await agent.get(path)).body).toContain('Cancel this invitation?');
    expect((await agent.submit(path, path, {})).location).toBe('/admin/ledger?done=cancelled');
    expect((await requireInvitation(accountId, _id)).status).toBe('cancelled');
    const retry = await agent.submit(path, `/admin/ledger/invitations/${_id}/retry`, {});
    expect([retry.status, retry.body.includes('only a failed or ambiguous one can be sent again')]).toEqual([409, true]);
  });

  it('is read by those who may, changed by fewer, and knows one account only', async () => {
    await aSurvey(test.app, accountId, { delay: '2h' });
    const { _id } = await invited(test.app, accountId);
    const path = `/admin/ledger/invitations/${_id}/cancel`;
    const analyst = await signedInAgent(test, accountId, 'analyst');
    const listed = await analyst.get('/admin/ledger');
    expect([listed.status, listed.body.includes(path)]).toEqual([200, false]);
    expect((await analyst.submit('/admin/try', path, {})).status).toBe(403);
    expect((await (await signedInAgent(test, accountId, 'viewer')).get('/admin/ledger')).status).toBe(403);
    const stranger = await signedInAgent(test, (await anAccount(test.app))._id, 'owner');
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.submit('/admin/keys', path, {})).status).toBe(404);
    expect((await agent.post(path, {})).status).toBe(403);
    expect((await stranger.get('/admin/ledger')).body).toContain('Nothing was reported in this period');
    expect((await requireInvitation(accountId, _id)).status).toBe('scheduled');
    expect((await agent.get('/admin/ledger?cursor=nonsense')).status).toBe(422);
  });
});
