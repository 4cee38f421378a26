/** Fills an instance through its public API, the way a company's own systems and its customers would. */
import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient, eachOf, type Client } from './client.ts';
import { demoWorld, TOUCHPOINTS, type DemoInteraction } from './world.ts';

export interface FillOptions {
  url: string;
  /** Of scope admin. */
  key: string;
  days: number;
  answers: number;
  /** False where mail would really leave: then nobody is asked. */
  mayMail: boolean;
  now: Date;
  note: (line: string) => void;
}

export interface Filled {
  interactions: { accepted: number; known: number };
  answers: { recorded: number; known: number };
  asked: { invited: number; answered: number };
  pages: { what: string; url: string }[];
}

const SEED = 1;
const RECENT = 40;
const BATCH = 500;
const PARALLEL = 8;
/** Of four people who are asked, three answer. */
const answersItsMail = (index: number): boolean => index % 4 !== 3;
const MAIL_PATIENCE_MS = 15_000;
/** Survey pages take nobody for a person who answers faster than this. */
const READING_MS = 2200;

export async function fillDemo({ url, key, days, answers, mayMail, now, note }: FillOptions): Promise<Filled> {
  const client = apiClient(url, key);
  const world = demoWorld({ days, past: answers, recent: mayMail ? RECENT : 0, seed: SEED }, now);
  for (const touchpoint of TOUCHPOINTS) {
    await client.put(`/touchpoints/${touchpoint.key}`, { name: touchpoint.name });
    await client.put(`/surveys/demo-${touchpoint.key}`, { metric: touchpoint.metric, touchpoint: touchpoint.key, scale: touchpoint.scale, trigger: { type: touchpoint.type }, reminders: ['3d'] });
  }
  note('… touchpoints and surveys are in place');
  const interactions = await report(client, [...world.past, ...world.recent]);
  note(`… ${interactions.accepted + interactions.known} interactions are reported`);
  const recorded = { recorded: 0, known: 0 };
  await eachOf(world.past, PARALLEL, async (interaction) => {
    const { status } = await client.post('/responses', past(interaction));
    recorded[status === 201 ? 'recorded' : 'known'] += 1;
    if ((recorded.recorded + recorded.known) % 250 === 0) note(`… ${recorded.recorded + recorded.known} answers are recorded`);
  });
  const asked = await answerMails(url, client, world.recent);
  return { interactions, answers: recorded, asked, pages: pagesOf(url, mayMail) };
}

async function report(client: Client, all: DemoInteraction[]): Promise<Filled['interactions']> {
  const counts = { accepted: 0, known: 0 };
  for (let index = 0; index < all.length; index += BATCH) {
    const { body } = await client.post('/interactions/batch', { interactions: all.slice(index, index + BATCH).map(reported) });
    const { accepted, duplicates, rejected, results } = body as { accepted: number; duplicates: number; rejected: number; results: unknown[] };
    if (rejected > 0) throw new Error(`${rejected} interactions of the demo were refused: ${JSON.stringify(results.find((result) => (result as { outcome: string }).outcome === 'rejected'))}`);
    counts.accepted += accepted;
    counts.known += duplicates;
  }
  return counts;
}

function reported({ id, touchpoint, customer, occurredAt }: DemoInteraction) {
  const { plan, ...person } = customer;
  return { id, type: touchpoint.type, touchpoint: touchpoint.key, occurredAt: occurredAt.toISOString(), customer: { ...person, properties: { plan } }, properties: { plan } };
}

function past({ id, touchpoint, customer, answer }: DemoInteraction) {
  const { plan, ...person } = customer;
  const { score, comment, respondedAt } = answer;
  // `import` thanks and alerts nobody: these answers are old.
  return { id: `${id}-answer`, survey: `demo-${touchpoint.key}`, interaction: id, customer: person, score, comment, respondedAt: respondedAt.toISOString(), properties: { plan }, channel: 'import' };
}

/** Some of those who were just asked open their mail, read the page and answer. */
async function answerMails(url: string, client: Client, recent: DemoInteraction[]): Promise<Filled['asked']> {
  const invited = await whenSent(client, recent);
  const links = invited.size === 0 ? new Map<string, string>() : await linksInMails(url, recent);
  const opened: { page: string; form: string; interaction: DemoInteraction }[] = [];
  const answering = recent.filter(({ id }, index) => answersItsMail(index) && invited.get(id)?.status === 'sent');
  for (const interaction of answering) {
    const page = links.get(invited.get(interaction.id)?.invitationId ?? '');
    const form = page === undefined ? undefined : /name="form" value="([^"]+)"/.exec(await (await fetch(page)).text())?.[1];
    if (page !== undefined && form !== undefined) opened.push({ page, form, interaction });
  }
  if (opened.length > 0) await sleep(READING_MS);
  let answered = 0;
  await eachOf(opened, PARALLEL, async ({ page, form, interaction: { answer } }) => {
    const response = await fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ score: String(answer.score), comment: answer.comment ?? '', form, evidence: 'p1k0t0d900' }) });
    if (response.status === 303) answered += 1;
  });
  return { invited: invited.size, answered };
}

interface Ask {
  invitationId: string;
  status: string;
}

/** What became of the recent interactions, once their mails are out. */
async function whenSent(client: Client, recent: DemoInteraction[]): Promise<Map<string, Ask>> {
  const asks = new Map<string, Ask>();
  const until = Date.now() + MAIL_PATIENCE_MS;
  for (const { id } of recent) {
    for (;;) {
      const { decisions } = (await client.get(`/interactions/${id}`)) as { decisions: { outcome: string; invitationId: string | null }[] };
      const invitationId = decisions.find(({ outcome }) => outcome === 'invited')?.invitationId ?? null;
      const status = invitationId === null ? null : ((await client.get(`/invitations/${invitationId}`)) as { status: string }).status;
      if (invitationId !== null && status !== null) asks.set(id, { invitationId, status });
      const isOver = (decisions.length > 0 && invitationId === null) || (status !== null && !['scheduled', 'claimed', 'sending'].includes(status));
      if (isOver || Date.now() > until) break;
      await sleep(200);
    }
  }
  return asks;
}

/** Survey links by invitation, as people find them in their mails. */
async function linksInMails(url: string, recent: DemoInteraction[]): Promise<Map<string, string>> {
  const people = new Set(recent.map(({ customer }) => customer.email));
  const caught = (await (await fetch(`${url}/dev/mailbox.json`)).json()) as { id: string; to: string }[];
  const links = new Map<string, string>();
  await eachOf(caught.filter(({ to }) => [...people].some((address) => to.includes(address))), PARALLEL, async ({ id }) => {
    const { headers, text } = (await (await fetch(`${url}/dev/mailbox/${id}.json`)).json()) as { headers: { name: string; value: string }[]; text: string | null };
    const invitationId = headers.find(({ name }) => name.toLowerCase() === 'x-afterword-invitation')?.value;
    const link = /https?:\/\/\S+\/s\/[^?\s]+/.exec(text ?? '')?.[0];
    if (invitationId !== undefined && link !== undefined) links.set(invitationId, link);
  });
  return links;
}

function pagesOf(url: string, mayMail: boolean): Filled['pages'] {
  return [
    { what: 'every touchpoint: score, interval, answers, response rate', url: `${url}/admin/reports` },
    { what: 'one that gets worse', url: `${url}/admin/reports/touchpoints/home-delivery` },
    { what: 'one that gets better', url: `${url}/admin/reports/touchpoints/support` },
    ...(mayMail ? [{ what: 'the mails people got, in four languages', url: `${url}/dev/mailbox` }] : []),
    { what: 'the API', url: `${url}/api/docs` },
  ];
}
