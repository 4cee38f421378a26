/** Fills an instance through its public API, the way a company's own systems and its customers would. */
import type { Company, CompanyInteraction } from '../../demo/company.ts';
import { recentInteractions } from '../../demo/recent.ts';
import { demoCompany } from '../../demo/story.ts';
import { addDays, type Day } from '../../domain/period.ts';
import { chunks } from '../../platform/chunks.ts';
import { apiClient, type Client } from './client.ts';
import { endOfKnownStory, importCompany, type ImportedFile } from './company-files.ts';
import { findings, type Finding } from './findings.ts';
import { answerMails } from './mails.ts';

export interface FillOptions {
  url: string;
  /** Of scope admin. */
  key: string;
  customers: number;
  days: number;
  /** False where mail would really leave: then nobody is asked. */
  mayMail: boolean;
  now: Date;
  /** The account's own day of `now`. */
  today: Day;
  note: (line: string) => void;
  /** What the company's own people do once its story is known. */
  desk?: (client: Client, company: Company) => Promise<void>;
}

export interface Filled {
  files: ImportedFile[];
  interactions: { accepted: number; known: number };
  asked: { invited: number; answered: number };
  findings: Finding[];
  pages: { what: string; url: string }[];
}

const RECENT = 40;
const BATCH = 200;
/** Surveys do not ask about what is longer ago than three days, and nobody may be asked about the story again. */
const STORY_ENDED_DAYS_AGO = 3;

export async function fillDemo({ url, key, customers, days, mayMail, now, today, note, desk }: FillOptions): Promise<Filled> {
  const client = apiClient(url, key);
  const to = (await endOfKnownStory(client)) ?? addDays(today, -STORY_ENDED_DAYS_AGO);
  const company = demoCompany({ customers, days, to });
  for (const { key: touchpoint, name, metric, scale, type } of company.plan.touchpoints) {
    await client.put(`/touchpoints/${touchpoint}`, { name });
    await client.put(`/surveys/demo-${touchpoint}`, { metric, touchpoint, scale, trigger: { type }, reminders: ['3d'] });
  }
  note('… touchpoints and surveys are in place');
  // Whoever is asked now comes first: a year of interactions would keep them waiting.
  const recent = mayMail ? recentInteractions(company, { count: RECENT, now }) : [];
  const ofNow = await report(client, recent.map(({ interaction }) => interaction));
  const asked = await answerMails(url, client, recent);
  note(`… ${asked.invited} people are asked by mail, ${asked.answered} of them have answered`);
  const files = await importCompany(client, company, note);
  const ofStory = await report(client, [...company.interactions()]);
  const interactions = { accepted: ofNow.accepted + ofStory.accepted, known: ofNow.known + ofStory.known };
  note(`… ${interactions.accepted + interactions.known} interactions are reported`);
  await desk?.(client, company);
  note('… the reports are being brought up to date');
  return { files, interactions, asked, findings: await findings(client, company), pages: pagesOf(url, company, mayMail) };
}

async function report(client: Client, all: readonly CompanyInteraction[]): Promise<Filled['interactions']> {
  const counts = { accepted: 0, known: 0 };
  for (const part of chunks(all, BATCH)) {
    const interactions = part.map((interaction) => ({ ...interaction, properties: { plan: interaction.customer.properties['plan'] } }));
    const { body } = await client.post('/interactions/batch', { interactions });
    const { accepted, duplicates, rejected, results } = body as { accepted: number; duplicates: number; rejected: number; results: unknown[] };
    if (rejected > 0) throw new Error(`${rejected} interactions of the demo were refused: ${JSON.stringify(results.find((result) => (result as { outcome: string }).outcome === 'rejected'))}`);
    counts.accepted += accepted;
    counts.known += duplicates;
  }
  return counts;
}

function pagesOf(url: string, company: Company, mayMail: boolean): Filled['pages'] {
  return [
    { what: 'every touchpoint: score, interval, answers, response rate', url: `${url}/admin/reports` },
    { what: 'one that gets worse', url: `${url}/admin/reports/touchpoints/order` },
    { what: 'one that gets better', url: `${url}/admin/reports/touchpoints/onboarding` },
    { what: 'what each score is worth: who leaves, how sure that is, money at risk, whether answering them helped', url: `${url}/admin/reports/outcomes?period=last-365-days` },
    { what: 'churn, revenue, lifetime value and cost by month', url: `${url}/admin/reports/business` },
    { what: 'goals, judged by their intervals', url: `${url}/admin/goals` },
    { what: 'what customers wrote, tagged, in four languages', url: `${url}/admin/answers?period=last-90-days` },
    { what: 'promises to answer customers', url: `${url}/admin/cases` },
    ...(mayMail ? [{ what: 'the mails people got, in four languages', url: `${url}/dev/mailbox` }] : []),
    { what: 'the API', url: `${url}/api/docs` },
  ];
}
