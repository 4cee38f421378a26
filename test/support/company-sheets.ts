/** Made-up companies as the sheets that the outcomes report reads. */
import { EXPIRES_AFTER_DAYS } from '../../src/demo/asks.ts';
import type { Encounter } from '../../src/demo/asks.ts';
import type { Company } from '../../src/demo/company.ts';
import type { CustomerFactKind } from '../../src/demo/customer-facts.ts';
import type { CustomerLife } from '../../src/demo/customer-life.ts';
import { ownedFacts } from '../../src/domain/facts.ts';
import type { OwnedFacts, StoredFact } from '../../src/domain/facts.ts';
import { scaleName } from '../../src/domain/metric.ts';
import { outcomeAnswer } from '../../src/domain/outcomes/outcome-answer.ts';
import type { OutcomeAnswer } from '../../src/domain/outcomes/outcome-answer.ts';
import { scanSheet, startScan } from '../../src/domain/outcomes/outcome-scan.ts';
import { sheetFacts } from '../../src/domain/outcomes/outcome-sheet.ts';
import type { OutcomeSheet, SheetAnswer, SheetAsk } from '../../src/domain/outcomes/outcome-sheet.ts';

/** Without money, for worlds in which only leaving is looked at. */
export const RELATION_KINDS = ['customers', 'churn'] as const satisfies CustomerFactKind[];

export function factsOf(company: Company, life: CustomerLife, kinds: readonly CustomerFactKind[]): OwnedFacts {
  const stored = kinds.flatMap((kind) => company.facts(life, kind).map((values, index) => ({
    kind, owner: life.customerId, key: String(index), values, recordedAt: new Date(0), importId: 'import', supersededAt: null, supersededBy: null,
  }) as StoredFact));
  return ownedFacts(stored);
}

function sheetOf(company: Company, life: CustomerLife, kinds: readonly CustomerFactKind[] = RELATION_KINDS): OutcomeSheet {
  const encounters = company.encounters(life);
  const answers = encounters.flatMap((encounter) => answerOf(company, encounter));
  return {
    ...sheetFacts(factsOf(company, life, kinds)),
    answers: answers.toSorted((one, other) => (one.day < other.day ? -1 : Number(one.day > other.day))),
    asks: encounters.flatMap((encounter) => askOf(company, encounter)),
  };
}

export function sheetsOf(company: Company, kinds: readonly CustomerFactKind[] = RELATION_KINDS): { life: CustomerLife; sheet: OutcomeSheet }[] {
  return [...company.customers()].map((life) => ({ life, sheet: sheetOf(company, life, kinds) }));
}

/** The outcomes report of the whole company over all of its story, seen from its last day. */
export function outcomesOf(company: Company, sheets: readonly { sheet: OutcomeSheet }[] = sheetsOf(company)): OutcomeAnswer {
  const { from, to } = company.plan;
  const scan = startScan({ from, to, until: to, touchpoint: null, metric: null, where: null, currency: null, rates: new Map() });
  sheets.forEach(({ sheet }, index) => scanSheet(scan, sheet, String(index)));
  return outcomeAnswer(scan, 30);
}

function placeOf({ plan }: Company, { touchpoint }: Encounter): Pick<SheetAnswer, 'touchpoint' | 'metric' | 'scale'> {
  const found = plan.touchpoints[touchpoint];
  if (found === undefined) throw new Error(`no touchpoint ${touchpoint}`);
  return { touchpoint: found.key, metric: found.metric, scale: scaleName(found.scale) };
}

function answerOf(company: Company, encounter: Encounter): SheetAnswer[] {
  const answer = encounter.ask?.answer ?? null;
  if (answer === null) return [];
  const { day, score, category } = answer;
  const { dayAt } = company.calendar;
  return [{ ...placeOf(company, encounter), day: dayAt(day), score, category, askedOn: dayAt(encounter.day), segments: {} }];
}

function askOf(company: Company, encounter: Encounter): SheetAsk[] {
  const { ask, day } = encounter;
  if (ask === null || ask.status === 'responded' || ask.status === 'sent') return [];
  const { dayAt } = company.calendar;
  const isExpired = ask.status === 'expired';
  const end = ask.status === 'expired' ? 'silent' : ask.status;
  return [{ ...placeOf(company, encounter), sentOn: dayAt(day), endedOn: dayAt(isExpired ? day + EXPIRES_AFTER_DAYS : day), end, segments: {} }];
}
