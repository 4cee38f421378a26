/** What the company's own people did in its year: they answered customers, tagged comments, set goals and wrote notes. */
import type { App } from '../../app.ts';
import type { Author } from '../../domain/author.ts';
import type { Day } from '../../domain/period.ts';
import { CATEGORIES } from '../../domain/metric.ts';
import type { Company } from '../../demo/company.ts';
import { goalsOn, notesOn, PEOPLE, plannedCase, TAG_RULES, TAKEN_UP, type PlannedCase } from '../../demo/desk-plan.ts';
import { closeCase, noteOnCase } from '../../features/cases/case-steps.service.ts';
import { openCase } from '../../features/cases/cases.service.ts';
import { customerNames } from '../../features/customers/customer-links.queries.ts';
import { notesAt } from '../../features/notes/notes.queries.ts';
import { addNote } from '../../features/notes/notes.service.ts';
import { listResponses, type Response } from '../../features/responses/responses.queries.ts';
import { createUser, listUsers, type User } from '../../features/users/users.service.ts';
import { signWebhook } from '../../platform/signature/standard-webhooks.ts';
import { eachOf, type Client } from './client.ts';

interface Desk {
  app: App;
  accountId: string;
  client: Client;
  company: Company;
  today: Day;
}

const MOST_ANSWERS = 600;
const PARALLEL = 4;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Safe to run twice: what is there stays as it is. */
export async function workAtDesk(desk: Desk): Promise<{ cases: number }> {
  const people = await hire(desk);
  const cases = await answerCustomers(desk, people);
  await setGoals(desk);
  await writeNotes(desk, people);
  await tagComments(desk);
  await connectShop(desk);
  return { cases };
}

async function hire({ app, accountId }: Desk): Promise<User[]> {
  const known = await listUsers(accountId);
  for (const person of PEOPLE) if (!known.some(({ email }) => email === person.email)) await createUser(app, accountId, person);
  return (await listUsers(accountId)).filter(({ email }) => PEOPLE.some((person) => person.email === email));
}

async function answerCustomers(desk: Desk, people: readonly User[]): Promise<number> {
  const { app, accountId, company: { plan } } = desk;
  const lives = livesOf(desk.company);
  const agents = people.filter(({ role }) => role === 'agent');
  let answered = 0;
  for (const touchpoint of plan.touchpoints.filter(({ key }) => TAKEN_UP.includes(key))) {
    const category = CATEGORIES[touchpoint.metric].at(-1);
    const { items } = await listResponses(accountId, { touchpoint: touchpoint.key, metric: touchpoint.metric, category, from: null, to: new Date(app.now().getTime() - DAY_MS) }, { limit: MOST_ANSWERS, after: null });
    // Of each customer the first one: the list begins with the newest.
    const first = [...new Map(items.map((response) => [response.customerId, response])).values()];
    const names = await customerNames(accountId, first.map(({ customerId }) => customerId));
    await eachOf(first, PARALLEL, async (response) => {
      const life = lives.get(names.get(response.customerId)?.externalId ?? '');
      const planned = life === undefined ? null : plannedCase(plan.seed, { touchpoint: touchpoint.key, customer: life.number, respondedOn: response.respondedOn, leftOn: life.leftOn });
      if (planned === null) return;
      await answerOne(app, response, planned, agents);
      answered += 1;
    });
  }
  return answered;
}

/** As it was done then: each step at its own time. */
async function answerOne(app: App, { _id: responseId, accountId, respondedAt }: Response, planned: PlannedCase, agents: readonly User[]): Promise<void> {
  const at = (time: number): App => ({ ...app, now: () => new Date(Math.min(time, app.now().getTime())) });
  const opened = respondedAt.getTime() + HOUR_MS;
  const agent = agents[planned.owner % Math.max(1, agents.length)];
  const author: Author | null = agent ? { id: agent._id, name: agent.name } : null;
  const { opened: { _id: id }, isNew } = await openCase(at(opened), accountId, { responseId, ownerId: agent?._id ?? null, dueAt: null, rootCause: null }, author);
  if (!isNew) return;
  await noteOnCase(at(opened + 5 * HOUR_MS), accountId, id, planned.note, author);
  const closing = planned.closedAfterDays === null ? Number.POSITIVE_INFINITY : respondedAt.getTime() + planned.closedAfterDays * DAY_MS;
  if (closing < app.now().getTime()) await closeCase(at(closing), accountId, id, { outcome: planned.outcome, rootCause: planned.rootCause }, author);
}

/** By the id the company gives its customers: the day they left, if they did. */
function livesOf(company: Company): Map<string, { number: number; leftOn: Day | null }> {
  return new Map([...company.customers()].map((life) => [life.customerId, { number: life.number, leftOn: company.facts(life, 'churn').find(({ type }) => type === 'full')?.date ?? null }]));
}

async function setGoals({ client, company, today }: Desk): Promise<void> {
  const { data } = (await client.get('/goals')) as { data: unknown[] };
  if (data.length > 0) return;
  const places = new Set(company.plan.touchpoints.map(({ key }) => key));
  for (const goal of goalsOn(today)) if (goal.touchpoint !== null && places.has(goal.touchpoint)) await client.post('/goals', goal);
}

async function writeNotes({ app, accountId, today }: Desk, people: readonly User[]): Promise<void> {
  const [writer] = people;
  const notes = notesOn(today);
  const known = await Promise.all(notes.map(({ touchpoint }) => notesAt(accountId, touchpoint ?? '', null)));
  if (!writer || known.some((some) => some.length > 0)) return;
  for (const note of notes) await addNote(app, accountId, note, { id: writer._id, name: writer.name });
}

async function tagComments({ client }: Desk): Promise<void> {
  for (const [tag, words] of Object.entries(TAG_RULES)) {
    const path = `/tag-rules/${encodeURIComponent(tag)}`;
    const rule = (await client.put(path, { words })) as { run: unknown };
    if (rule.run === null) await client.post(`${path}/apply`, undefined);
  }
}

const SHOP = 'Web shop';

/** A source with a delivery that was taken and one that was refused, so that its log shows both. */
async function connectShop({ client, today }: Desk): Promise<void> {
  const { data } = (await client.get('/sources')) as { data: { name: string }[] };
  if (data.some(({ name }) => name === SHOP)) return;
  const { url, secret } = (await client.post('/sources', { name: SHOP })).body as { url: string; secret: string };
  const body = Buffer.from(JSON.stringify({ id: `shop-${today}`, type: 'cart.left', occurredAt: new Date().toISOString(), customer: { externalId: 'shop-visitor' } }));
  const headers = signWebhook([secret], { id: `msg_${today}`, at: new Date(), body });
  for (const signature of [headers['webhook-signature'] ?? '', 'v1,AAAA']) {
    await fetch(url, { method: 'POST', headers: { ...headers, 'webhook-signature': signature, 'content-type': 'application/json' }, body });
  }
}
