/**
 * A made-up company. Every customer follows from the seed and their number alone, so nothing is kept: whatever is asked for
 * is worked out customer by customer, in any order, and is the same every time.
 */
import type { FactValues } from '../domain/facts.ts';
import { categoryAt, encountersOf } from './asks.ts';
import type { Encounter } from './asks.ts';
import { createCalendar } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import { costRows } from './company-costs.ts';
import { companyPlan } from './company-plan.ts';
import type { CompanyPlan, CompanyRequest } from './company-plan.ts';
import { customerFacts } from './customer-facts.ts';
import type { CompanyFact, CustomerFactKind } from './customer-facts.ts';
import { customerLife } from './customer-life.ts';
import type { CustomerLife } from './customer-life.ts';
import { answerIdOf, answeredAtOf, factCells, instantOn, invitationCells, responseCells, touchpointAt } from './import-rows.ts';
import type { CompanyFileKind, ImportCells } from './import-rows.ts';

/** A customer as the API takes them beside an interaction or an answer. */
export interface ReportedCustomer {
  externalId: string;
  email: string;
  name: string;
  locale: string;
  timeZone: string;
  properties: Record<string, string>;
}

/** As `POST /api/v1/interactions` takes it. */
export interface CompanyInteraction {
  id: string;
  type: string;
  touchpoint: string;
  occurredAt: string;
  customer: ReportedCustomer;
}

/** As `POST /api/v1/responses` takes it, with the touchpoint's key as that of its survey. */
export interface CompanyAnswer {
  id: string;
  survey: string;
  customer: Pick<ReportedCustomer, 'externalId' | 'email'>;
  score: number;
  comment: string | null;
  respondedAt: string;
}

export interface Company {
  plan: CompanyPlan;
  calendar: Calendar;
  customers(): Generator<CustomerLife>;
  /** What happened to one customer at the touchpoints, by day. */
  encounters(life: CustomerLife): Encounter[];
  facts<Kind extends CustomerFactKind>(life: CustomerLife, kind: Kind): FactValues[Kind][];
  /** The customer as the API takes them. */
  reported(life: CustomerLife): ReportedCustomer;
  /** Rows of an import file, customer by customer. */
  rows(kind: CompanyFileKind): Generator<ImportCells>;
  /** Interactions of the days from `since` on (all of the story unless given), customer by customer. */
  interactions(since?: string): Generator<CompanyInteraction>;
  answers(since?: string): Generator<CompanyAnswer>;
}

export function createCompany(request: CompanyRequest): Company {
  const plan = companyPlan(request);
  checkPlan(plan);
  const calendar = createCalendar(plan.from);
  const today = calendar.placeOf(plan.to);
  const encounters = (life: CustomerLife): Encounter[] => encountersOf(plan, life, today);

  const reported = (life: CustomerLife): ReportedCustomer => {
    const [known] = customerFacts(plan, calendar, life, 'customers');
    return { externalId: life.customerId, email: life.email, name: life.name, locale: life.language, timeZone: life.timeZone, properties: known?.properties ?? {} };
  };

  function* customers(): Generator<CustomerLife> {
    for (let number = 0; number < plan.customers; number += 1) yield customerLife(plan, calendar, number);
  }

  function* rows(kind: CompanyFileKind): Generator<ImportCells> {
    if (kind === 'costs') {
      for (const values of costRows(plan)) yield factCells({ kind, owner: null, values });
      return;
    }
    for (const life of customers()) {
      if (kind === 'invitations' || kind === 'responses') {
        const cellsOf = kind === 'invitations' ? invitationCells : responseCells;
        for (const encounter of encounters(life)) {
          const cells = cellsOf({ plan, calendar, life }, encounter);
          if (cells !== null) yield cells;
        }
      } else {
        for (const values of customerFacts(plan, calendar, life, kind)) yield factCells({ kind, owner: life.customerId, values } as CompanyFact);
      }
    }
  }

  function* interactions(since = plan.from): Generator<CompanyInteraction> {
    for (const life of customers()) {
      const customer = reported(life);
      for (const { number, touchpoint, day } of encounters(life)) {
        const { key, type } = touchpointAt(plan, touchpoint);
        const occurredOn = calendar.dayAt(day);
        if (occurredOn >= since) yield { id: `${life.customerId}-e${number}`, type, touchpoint: key, occurredAt: instantOn(occurredOn, 8, life.number + number), customer };
      }
    }
  }

  function* answers(since = plan.from): Generator<CompanyAnswer> {
    for (const life of customers()) {
      const customer = { externalId: life.customerId, email: life.email };
      for (const { number, touchpoint, ask } of encounters(life)) {
        const answer = ask?.answer ?? null;
        if (answer === null || calendar.dayAt(answer.day) < since) continue;
        const { score, comment, day } = answer;
        yield { id: answerIdOf(life, number), survey: touchpointAt(plan, touchpoint).key, customer, score, comment, respondedAt: answeredAtOf({ calendar, life }, number, day) };
      }
    }
  }

  return { plan, calendar, customers, encounters, facts: (life, kind) => customerFacts(plan, calendar, life, kind), reported, rows, interactions, answers };
}

/** A plan that contradicts itself is a mistake of whoever wrote it. */
function checkPlan({ from, to, touchpoints }: CompanyPlan): void {
  if (from >= to) throw new RangeError(`a company's story cannot end on ${to} and begin on ${from}`);
  for (const { key, metric, scale, scoreShares, hazardByScore } of touchpoints) {
    categoryAt({ metric, scale }, scale.min);
    const scores = scale.max - scale.min + 1;
    if (scoreShares.length !== scores || (hazardByScore !== null && hazardByScore.length !== scores)) throw new RangeError(`touchpoint ${key} needs a share and a hazard for each of its ${scores} scores`);
  }
}
