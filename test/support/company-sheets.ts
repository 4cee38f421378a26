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

function sheetOf(company: Company, life: CustomerLife, { kinds, places }: { kinds: readonly CustomerFactKind[]; places: readonly Place[] }): OutcomeSheet {
  const answers: SheetAnswer[] = [];
  const asks: SheetAsk[] = [];
  const { dayAt } = company.calendar;
  for (const encounter of company.encounters(life)) {
    const { ask, day } = encounter;
    const answer = ask?.answer ?? null;
    if (answer !== null) {
      answers.push({ ...placeAt(places, encounter), answeredOn: dayAt(answer.day), score: answer.score, category: answer.category, askedOn: dayAt(day), segments: {} });
    } else if (ask !== null && ask.status !== 'sent' && ask.status !== 'responded') {
      const isExpired = ask.status === 'expired';
      const end = ask.status === 'expired' ? 'silent' : ask.status;
      asks.push({ ...placeAt(places, encounter), sentOn: dayAt(day), endedOn: dayAt(isExpired ? day + EXPIRES_AFTER_DAYS : day), end, segments: {} });
    }
  }
  answers.sort((one, other) => (one.answeredOn < other.answeredOn ? -1 : Number(one.answeredOn > other.answeredOn)));
  return { ...sheetFacts(factsOf(company, life, kinds)), answers, asks };
}

export interface CustomerSheet {
  life: CustomerLife;
  sheet: OutcomeSheet;
}

/** Sheets one by one, so that a large company takes no more room than a small one. */
export function* sheetsOf(company: Company, kinds: readonly CustomerFactKind[] = RELATION_KINDS): Generator<CustomerSheet> {
  const places = company.plan.touchpoints.map(({ key, metric, scale }): Place => ({ touchpoint: key, metric, scale: scaleName(scale) }));
  for (const life of company.customers()) yield { life, sheet: sheetOf(company, life, { kinds, places }) };
}

/** The outcomes report of the whole company over all of its story, seen from its last day; `onSheet` sees every sheet on its way. */
export function outcomesOf(company: Company, kinds: readonly CustomerFactKind[] = RELATION_KINDS, onSheet: (sheet: CustomerSheet) => void = () => {}): OutcomeAnswer {
  const { from, to } = company.plan;
  const scan = startScan({ from, to, until: to, touchpoint: null, metric: null, where: null, currency: null, rates: new Map() });
  for (const found of sheetsOf(company, kinds)) {
    scanSheet(scan, found.sheet, found.life.customerId);
    onSheet(found);
  }
  return outcomeAnswer(scan, 30);
}

type Place = Pick<SheetAnswer, 'touchpoint' | 'metric' | 'scale'>;

function placeAt(places: readonly Place[], { touchpoint }: Encounter): Place {
  const place = places[touchpoint];
  if (place === undefined) throw new Error(`no touchpoint ${touchpoint}`);
  return place;
}
