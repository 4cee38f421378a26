/** Builds the page of one customer: who they are, what they are worth, and everything that happened between them and us. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { answerItem, casePath, customerPath, type AnswerItem, type ListedAnswer } from '../../domain/answer-item.ts';
import { caseTexts } from '../../domain/case-texts.ts';
import { customerTexts } from '../../domain/customer-texts.ts';
import type { CustomerValue } from '../../domain/customer-value.ts';
import type { InvitationStatus } from '../../domain/invitation-status.ts';
import { ledgerTexts, whyDecided, type ToldDecision } from '../../domain/ledger-texts.ts';
import { localDay, localFigure, localList, localMoney, localTime } from '../../domain/local-figures.ts';
import type { Money } from '../../domain/money.ts';
import type { Page } from '../../domain/page-frame.ts';
import { wordFor } from '../../domain/source-texts.ts';
import type { CustomerTexts } from '../../domain/texts/customers-en.ts';
import { substitute } from '../../domain/variables.ts';
import { CUSTOMERS_PATH } from './customer-list.view.ts';

export interface ShownCustomer {
  _id: string;
  externalId: string | null;
  email: string | null;
  name: string | null;
  locale: string | null;
  timeZone: string | null;
  properties: Readonly<Record<string, unknown>>;
  createdAt: Date;
}

export interface CustomerPageInput {
  customer: ShownCustomer;
  suppression: { reason: keyof CustomerTexts['reasons']; at: Date } | null;
  /** `null` where nothing was imported. */
  value: CustomerValue | null;
  /** Each newest first. */
  answers: readonly ListedAnswer[];
  cases: readonly { _id: string; status: 'open' | 'closed'; dueAt: Date; closedAt: Date | null; touchpoint: string; rootCause: string | null }[];
  invitations: readonly { surveyKey: string; touchpoint: string; status: InvitationStatus; createdAt: Date }[];
  interactions: readonly {
    type: string | null;
    touchpoint: string | null;
    occurredAt: Date;
    decisions: readonly (ToldDecision & { survey: string | null; outcome: 'invited' | 'skipped' })[] | null;
  }[];
  /** Most of each that are shown. */
  most: number;
  touchpoints: ReadonlyMap<string, string>;
  now: Date;
  timeZone: string;
}

interface CustomerData extends AdminFrame {
  words: CustomerTexts['page'];
  backHref: string;
  done: string | null;
  email: string | null;
  externalId: string | null;
  locale: string | null;
  zone: string | null;
  since: string;
  properties: { name: string; value: string }[];
  value: { relation: string; mrr: string; clv: string; toDate: string } | null;
  mail: { text: string; isSuppressed: boolean; changeHref: string | null };
  answers: AnswerItem[];
  cases: { href: string; text: string; isLate: boolean; touchpoint: string; rootCause: string | null }[];
  invitations: { at: string; survey: string; touchpoint: string; status: string }[];
  interactions: { at: string; type: string | null; touchpoint: string | null; decisions: string[] }[];
  /** Says of a list that it is cut. */
  cut: Record<'answers' | 'cases' | 'invitations' | 'interactions', string | null>;
  copyHref: string;
  exportHref: string;
  /** `null`: not for this visitor. */
  eraseHref: string | null;
}

/** Who somebody is, as far as it is known. */
export function nameOf({ name, email, externalId }: Pick<ShownCustomer, 'name' | 'email' | 'externalId'>, language: string): string {
  return name ?? email ?? externalId ?? customerTexts(language).list.unnamed;
}

export function customerPage(asked: Asked, input: CustomerPageInput): Page<'admin/customers/show', CustomerData> {
  const { customer, value, answers, invitations, interactions, cases, most, touchpoints, timeZone } = input;
  const language = pageLanguage(asked);
  const { page: words, done } = customerTexts(language);
  const may = (policy: string): boolean => asked.visitor?.policies.has(policy) === true;
  const time = (instant: Date): string => localTime(instant, language, timeZone);
  const touchpointName = (key: string): string => touchpoints.get(key) ?? key;
  const cut = (list: readonly unknown[]): string | null => (list.length > most ? substitute(words.latest, { count: localFigure(most, language) }) : null);
  const { statuses } = ledgerTexts(language);
  return {
    view: 'admin/customers/show',
    data: {
      ...adminFrame(asked, { title: nameOf(customer, language), current: CUSTOMERS_PATH }),
      words,
      backHref: withQuery(CUSTOMERS_PATH, carried(asked)),
      done: wordFor(done, asked.query['done'] ?? ''),
      email: customer.email,
      externalId: customer.externalId,
      locale: customer.locale,
      zone: customer.timeZone,
      since: time(customer.createdAt),
      properties: Object.entries(customer.properties).map(([name, property]) => ({ name, value: typeof property === 'string' ? property : JSON.stringify(property) })),
      value: value && valueTexts(value, words, language),
      mail: mailOf(asked, input, language),
      answers: answers.slice(0, most).map((answer) => answerItem(asked, answer, { touchpoints, timeZone })),
      cases: cases.slice(0, most).map((one) => caseOf(asked, one, input, language)),
      invitations: invitations.slice(0, most).map(({ createdAt, surveyKey, touchpoint, status }) => ({ at: time(createdAt), survey: surveyKey, touchpoint: touchpointName(touchpoint), status: statuses[status] })),
      interactions: interactions.slice(0, most).map(({ occurredAt, type, touchpoint, decisions }) => ({
        at: time(occurredAt),
        type,
        touchpoint: touchpoint === null ? null : touchpointName(touchpoint),
        decisions: decisions === null ? [words.undecided] : decisions.map((decision) => {
          const why = whyDecided(decision, language, timeZone);
          const text = decision.outcome === 'invited' ? words.invited : substitute(words.skipped, { why });
          return `${decision.survey ?? words.noSurvey}: ${text}`;
        }),
      })),
      cut: { answers: cut(answers), cases: cut(cases), invitations: cut(invitations), interactions: cut(interactions) },
      copyHref: customerPath(asked, customer._id, '/export.html'),
      exportHref: customerPath(asked, customer._id, '/export.json'),
      eraseHref: may('customers.erase') ? customerPath(asked, customer._id, '/erase') : null,
    },
  };
}

function valueTexts({ relation, mrr, clv, toDate }: CustomerValue, words: CustomerTexts['page'], language: string): CustomerData['value'] {
  const amounts = (list: readonly Money[]): string => (list.length === 0 ? words.nothing : localList(list.map((amount) => localMoney(amount, language)), language));
  const states = { active: words.active, left: words.left, 'to-come': words.comesOn };
  const day = relation === null ? '' : localDay(relation.day, language, 'full');
  return { relation: relation === null ? words.unknown : substitute(states[relation.state], { since: day, day }), mrr: amounts(mrr), clv: amounts(clv), toDate: amounts(toDate) };
}

function mailOf(asked: Asked, { customer, suppression, timeZone }: CustomerPageInput, language: string): CustomerData['mail'] {
  const { page: words, reasons } = customerTexts(language);
  if (customer.email === null) return { text: words.noMail, isSuppressed: false, changeHref: null };
  const mayChange = asked.visitor?.policies.has('customers.change') === true;
  return {
    text: suppression === null ? words.mayMail : substitute(words.suppressed, { reason: reasons[suppression.reason], time: localTime(suppression.at, language, timeZone) }),
    isSuppressed: suppression !== null,
    changeHref: mayChange ? customerPath(asked, customer._id, suppression === null ? '/suppress' : '/allow') : null,
  };
}

function caseOf(asked: Asked, { _id, status, dueAt, closedAt, touchpoint, rootCause }: CustomerPageInput['cases'][number], { touchpoints, now, timeZone }: CustomerPageInput, language: string): CustomerData['cases'][number] {
  const { list } = caseTexts(language);
  const isLate = status === 'open' && dueAt < now;
  const [text, at] = status === 'closed' ? [list.closedAt, closedAt ?? dueAt] : [isLate ? list.late : list.due, dueAt];
  return { href: casePath(asked, _id), text: substitute(text, { time: localTime(at, language, timeZone) }), isLate, touchpoint: touchpoints.get(touchpoint) ?? touchpoint, rootCause };
}
