/** Builds the page of one case: the answer it is about, who answers until when, notes, closing and what happened. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { answerItem, casePath, customerPath, type AnswerItem, type ListedAnswer } from '../../domain/answer-item.ts';
import { answerTexts } from '../../domain/answer-texts.ts';
import type { Author } from '../../domain/author.ts';
import { caseTexts } from '../../domain/case-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import { wordFor } from '../../domain/source-texts.ts';
import type { CaseTexts } from '../../domain/texts/cases-en.ts';
import { substitute } from '../../domain/variables.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';
import type { Opening } from '../../platform/http/overtaken.ts';
import { LONGEST_CAUSE, LONGEST_TEXT } from './case-limits.ts';
import { CASES_PATH } from './case-list.view.ts';

/** What was sent and refused, with the fields that are wrong. */
export interface RefusedForm {
  form: 'work' | 'note' | 'closing';
  sent: Readonly<Record<string, string>>;
  wrong: readonly string[];
}

export interface CasePageInput {
  case: {
    _id: string;
    status: 'open' | 'closed';
    origin: 'rule' | 'hand';
    customerId: string;
    ownerId: string | null;
    dueAt: Date;
    closedAt: Date | null;
    rootCause: string | null;
    outcome: string | null;
    emptiedAt?: Date | null;
    notes: readonly { at: Date; text: string; author?: Author | null }[];
    turns: readonly { at: Date; to: 'open' | 'closed'; outcome: string | null; author?: Author | null }[];
  };
  answer: ListedAnswer | null;
  customer: { name: string | null; email: string | null; isErased: boolean };
  people: readonly { _id: string; name: string; email: string }[];
  touchpoints: ReadonlyMap<string, string>;
  refused: RefusedForm | null;
  /** Of the form of those who work on it. */
  opening: Opening;
  now: Date;
  timeZone: string;
}

interface CaseData extends AdminFrame {
  words: CaseTexts['page'];
  backHref: string;
  done: string | null;
  hasProblem: boolean;
  opening: Opening;
  state: { text: string; tone: 'good' | 'bad' | '' };
  isOpen: boolean;
  isErased: boolean;
  due: { label: string; at: string; instant: string };
  owner: string;
  rootCause: string | null;
  outcome: string | null;
  answer: AnswerItem[];
  customer: { name: string; email: string | null; href: string | null };
  /** `null`: not for this visitor. */
  work: {
    action: string;
    owners: { value: string; text: string; isChosen: boolean }[];
    /** `null` for a closed case, which is not due. */
    due: string | null;
    dueHelp: string;
    rootCause: string;
    longestCause: number;
    problems: Record<'ownerId' | 'dueAt' | 'rootCause', string | null>;
  } | null;
  noting: { action: string; text: string; longest: number; problem: string | null } | null;
  closing: { action: string; outcome: string; rootCause: string; longest: number; longestCause: number; problems: Record<'outcome' | 'rootCause', string | null> } | null;
  reopenAction: string | null;
  notesGone: string | null;
  /** Newest first. */
  notes: { text: string; by: string; at: string; instant: string }[];
  turns: { text: string; outcome: string | null; at: string; instant: string }[];
}

export function casePage(asked: Asked, input: CasePageInput): Page<'admin/cases/show', CaseData> {
  const { case: found, answer, customer, touchpoints, refused, now, timeZone } = input;
  const language = pageLanguage(asked);
  const { page: words, done } = caseTexts(language);
  const { feed } = answerTexts(language);
  const may = (policy: string): boolean => asked.visitor?.policies.has(policy) === true;
  const name = customer.isErased ? feed.erased : customer.name ?? feed.unnamed;
  const isOpen = found.status === 'open';
  const isLate = isOpen && found.dueAt < now;
  const mayWork = may('cases.work') && !customer.isErased;
  const dueAt = isOpen ? found.dueAt : found.closedAt ?? found.dueAt;
  const time = (instant: Date): string => localTime(instant, language, timeZone);
  return {
    view: 'admin/cases/show',
    data: {
      ...adminFrame(asked, { title: substitute(words.title, { customer: embedded(name, language) }), current: CASES_PATH }),
      words,
      backHref: withQuery(CASES_PATH, carried(asked)),
      done: wordFor(done, asked.query['done'] ?? ''),
      hasProblem: (refused?.wrong.length ?? 0) > 0,
      opening: input.opening,
      state: isLate ? { text: words.stateLate, tone: 'bad' } : isOpen ? { text: words.stateOpen, tone: '' } : { text: words.stateClosed, tone: 'good' },
      isOpen,
      isErased: customer.isErased,
      due: { label: isOpen ? words.due : words.closedOn, at: time(dueAt), instant: dueAt.toISOString() },
      owner: ownerName(input, words),
      rootCause: found.rootCause,
      outcome: found.outcome,
      answer: answer ? [answerItem(asked, answer, { touchpoints, timeZone })] : [],
      customer: { name, email: customer.email, href: customer.isErased || !may('customers.read') ? null : customerPath(asked, found.customerId) },
      work: mayWork ? workOf(asked, input, language) : null,
      noting: mayWork ? {
        action: casePath(asked, found._id, '/notes'),
        text: refused?.form === 'note' ? refused.sent['text'] ?? '' : '',
        longest: LONGEST_TEXT,
        problem: refused?.form === 'note' ? substitute(words.textWrong, { max: localFigure(LONGEST_TEXT, language) }) : null,
      } : null,
      closing: mayWork && isOpen ? closingOf(asked, input, language) : null,
      reopenAction: mayWork && !isOpen ? casePath(asked, found._id, '/reopen') : null,
      notesGone: found.emptiedAt ? words.notesGone : null,
      notes: found.notes.toReversed().map(({ at, text, author }) => ({ text, by: author?.name ?? words.byProgram, at: time(at), instant: at.toISOString() })),
      turns: turnsOf(input, words).map(({ at, outcome, text }) => ({ text, outcome, at: time(at), instant: at.toISOString() })),
    },
  };
}

function ownerName({ case: { ownerId }, people }: CasePageInput, words: CaseTexts['page']): string {
  if (ownerId === null) return words.nobody;
  const owner = people.find(({ _id }) => _id === ownerId);
  return owner ? owner.name || owner.email : words.gone;
}

function workOf(asked: Asked, input: CasePageInput, language: string): CaseData['work'] {
  const { case: found, people, refused, timeZone } = input;
  const words = caseTexts(language).page;
  const sent = refused?.form === 'work' ? refused.sent : null;
  const chosen = sent?.['ownerId'] ?? found.ownerId ?? '';
  const isWrong = (field: string): boolean => sent !== null && refused?.wrong.includes(field) === true;
  const hasLeft = found.ownerId !== null && !people.some(({ _id }) => _id === found.ownerId);
  const owners = [{ _id: '', name: words.nobody, email: '' }, ...(hasLeft ? [{ _id: found.ownerId ?? '', name: words.gone, email: '' }] : []), ...people];
  return {
    action: casePath(asked, found._id),
    owners: owners.map(({ _id, name, email }) => ({ value: _id, text: name || email, isChosen: _id === chosen })),
    due: found.status === 'open' ? sent?.['due'] ?? wallTimeOf(found.dueAt, timeZone) : null,
    dueHelp: substitute(words.dueHelp, { timeZone }),
    rootCause: sent?.['rootCause'] ?? found.rootCause ?? '',
    longestCause: LONGEST_CAUSE,
    problems: {
      ownerId: isWrong('ownerId') ? words.ownerWrong : null,
      dueAt: isWrong('dueAt') ? words.dueWrong : null,
      rootCause: isWrong('rootCause') ? causeProblem(language) : null,
    },
  };
}

function closingOf(asked: Asked, { case: found, refused }: CasePageInput, language: string): CaseData['closing'] {
  const words = caseTexts(language).page;
  const sent = refused?.form === 'closing' ? refused.sent : null;
  const isWrong = (field: string): boolean => sent !== null && refused?.wrong.includes(field) === true;
  return {
    action: casePath(asked, found._id, '/close'),
    outcome: sent?.['outcome'] ?? '',
    rootCause: sent?.['rootCause'] ?? found.rootCause ?? '',
    longest: LONGEST_TEXT,
    longestCause: LONGEST_CAUSE,
    problems: {
      outcome: isWrong('outcome') ? substitute(words.textWrong, { max: localFigure(LONGEST_TEXT, language) }) : null,
      rootCause: isWrong('rootCause') ? causeProblem(language) : null,
    },
  };
}

function causeProblem(language: string): string {
  return substitute(caseTexts(language).page.rootCauseWrong, { max: localFigure(LONGEST_CAUSE, language) });
}

/** Newest first; an erasure ends a case without a turn of its own. */
function turnsOf({ case: { turns, origin, status, closedAt }, customer }: CasePageInput, words: CaseTexts['page']): { at: Date; outcome: string | null; text: string }[] {
  const told = turns.map(({ at, to, outcome, author }, index) => {
    const by = (named: string, program: string): string => (author ? substitute(named, { name: author.name }) : program);
    if (index === 0) return { at, outcome, text: origin === 'rule' ? words.openedRule : by(words.openedBy, words.openedProgram) };
    return { at, outcome, text: to === 'closed' ? by(words.closedBy, words.closedProgram) : by(words.reopenedBy, words.reopenedProgram) };
  });
  const endedByErasure = customer.isErased && status === 'closed' && turns.at(-1)?.to === 'open' && closedAt !== null;
  return [...told, ...(endedByErasure ? [{ at: closedAt, outcome: null, text: words.closedErased }] : [])].toReversed();
}
