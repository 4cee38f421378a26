/** Some of those who were just asked open their mail, read the page and answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecentInteraction } from '../../demo/recent.ts';
import { eachOf, type Client } from './client.ts';

/** Of four people who are asked, three answer. */
const answersItsMail = (index: number): boolean => index % 4 !== 3;
const PARALLEL = 8;
const MAIL_PATIENCE_MS = 15_000;
/** Survey pages take nobody for a person who answers faster than this. */
const READING_MS = 2200;

export async function answerMails(url: string, client: Client, recent: readonly RecentInteraction[]): Promise<{ invited: number; answered: number }> {
  const invited = await whenSent(client, recent);
  const links = invited.size === 0 ? new Map<string, string>() : await linksInMails(url, recent);
  const opened: { page: string; form: string; answer: RecentInteraction }[] = [];
  const answering = recent.filter(({ interaction: { id } }, index) => answersItsMail(index) && invited.get(id)?.status === 'sent');
  for (const answer of answering) {
    const page = links.get(invited.get(answer.interaction.id)?.invitationId ?? '');
    const form = page === undefined ? undefined : /name="form" value="([^"]+)"/.exec(await (await fetch(page)).text())?.[1];
    if (page !== undefined && form !== undefined) opened.push({ page, form, answer });
  }
  if (opened.length > 0) await sleep(READING_MS);
  let answered = 0;
  await eachOf(opened, PARALLEL, async ({ page, form, answer: { score, comment } }) => {
    const response = await fetch(page, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ score: String(score), comment: comment ?? '', form, evidence: 'p1k0t0d900' }) });
    if (response.status === 303) answered += 1;
  });
  return { invited: invited.size, answered };
}

interface Ask {
  invitationId: string;
  status: string;
}

/** What became of the recent interactions, once their mails are out. */
async function whenSent(client: Client, recent: readonly RecentInteraction[]): Promise<Map<string, Ask>> {
  const asks = new Map<string, Ask>();
  const until = Date.now() + MAIL_PATIENCE_MS;
  for (const { interaction: { id } } of recent) {
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
async function linksInMails(url: string, recent: readonly RecentInteraction[]): Promise<Map<string, string>> {
  const people = new Set(recent.map(({ interaction }) => interaction.customer.email));
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
