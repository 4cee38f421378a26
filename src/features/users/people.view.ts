/** Builds the pages of people. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { LANGUAGE_NAMES } from '../../domain/admin-texts.ts';
import { LANGUAGES, uiLanguage } from '../../domain/default-texts.ts';
import { localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { peopleTexts, type PeopleTexts } from '../../domain/people-texts.ts';
import type { Role } from '../../domain/roles.ts';
import { secondStepTexts, type SecondStepTexts } from '../../domain/second-step-texts.ts';
import { substitute } from '../../domain/variables.ts';

const LIST = '/admin/people';

export interface ListedPerson {
  id: string;
  name: string;
  email: string;
  role: Role;
  lastSignInAt: Date | null;
  /** Invited, and never seen since. */
  isPending: boolean;
  /** `null` where no invitation is open. */
  acceptUntil: Date | null;
  isSelf: boolean;
  hasSecondStep: boolean;
}

export interface SentInvitation {
  email: string;
  name: string;
  role: string;
  language: string;
}

export type InvitationProblem = 'email' | 'taken' | 'name' | 'too-many';

interface RoleChoice {
  value: Role;
  name: string;
  may: string;
  isChosen: boolean;
}

interface PeopleData extends AdminFrame {
  words: PeopleTexts['ui'];
  done: string | null;
  isAlone: boolean;
  rows: { href: string; name: string; email: string; isSelf: boolean; role: string; lastSignIn: string; secondStep: string; state: { text: string; tone: string } }[];
  steps: SecondStepTexts;
  /** Whether everybody needs a second step. */
  forAll: { action: string; isChosen: boolean };
  form: { action: string; email: string; name: string; emailProblem: string | null; nameProblem: string | null; roles: RoleChoice[]; languages: { value: string; text: string; isChosen: boolean }[] };
}

export interface PeoplePageInput {
  people: readonly ListedPerson[];
  /** Those the reader may give. */
  roles: readonly Role[];
  requiresSecondStep: boolean;
  timeZone: string;
  refused: { sent: SentInvitation | null; problems: readonly InvitationProblem[] };
}

export function peoplePage(asked: Asked, { people, roles, requiresSecondStep, timeZone, refused: { sent, problems } }: PeoplePageInput): Page<'admin/users/people', PeopleData> {
  const language = pageLanguage(asked);
  const texts = peopleTexts(language);
  const { ui: words } = texts;
  const steps = secondStepTexts(language);
  const problem = problems.find((one) => one !== 'name');
  return {
    view: 'admin/users/people',
    data: {
      ...adminFrame(asked, { title: words.title, current: LIST }),
      words,
      done: doneText(asked, texts),
      isAlone: people.length === 1,
      rows: people.map((person) => ({
        href: pathOf(asked, person.id),
        name: person.name || person.email,
        email: person.name === '' ? '' : person.email,
        isSelf: person.isSelf,
        role: texts.roles[person.role].name,
        lastSignIn: person.lastSignInAt === null ? words.never : localTime(person.lastSignInAt, language, timeZone),
        secondStep: person.hasSecondStep ? steps.on : steps.off,
        state: stateOf(person, words),
      })),
      steps,
      forAll: { action: withQuery(`${LIST}/second-step`, carried(asked)), isChosen: requiresSecondStep },
      form: {
        action: withQuery(LIST, carried(asked)),
        email: sent?.email ?? '',
        name: sent?.name ?? '',
        emailProblem: problem === undefined ? null : { email: words.emailWrong, taken: words.emailTaken, 'too-many': words.tooMany }[problem],
        nameProblem: problems.includes('name') ? words.nameWrong : null,
        roles: choices(texts, roles, sent?.role ?? 'viewer'),
        languages: LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value], isChosen: value === (sent?.language ?? uiLanguage(language)) })),
      },
    },
  };
}

interface PersonData extends AdminFrame {
  words: PeopleTexts['ui'];
  done: string | null;
  email: string;
  state: { text: string; tone: string };
  lastSignIn: string;
  steps: SecondStepTexts;
  secondStep: string;
  /** `null` where there is nothing to reset, or not for the reader. */
  resetHref: string | null;
  roleName: string;
  isSelf: boolean;
  isPending: boolean;
  problem: string | null;
  invitation: string;
  /** `null` for those above the reader. */
  manage: { roleAction: string; roles: RoleChoice[]; resendAction: string; removeHref: string; removeText: string } | null;
  backHref: string;
}

export interface PersonPageInput {
  person: ListedPerson;
  roles: readonly Role[];
  timeZone: string;
  /** What was just asked for would leave the account without an owner. */
  isLastOwner: boolean;
}

export function personPage(asked: Asked, { person, roles, timeZone, isLastOwner }: PersonPageInput): Page<'admin/users/person', PersonData> {
  const language = pageLanguage(asked);
  const texts = peopleTexts(language);
  const { ui: words } = texts;
  const name = person.name || person.email;
  const steps = secondStepTexts(language);
  const time = (at: Date): string => localTime(at, language, timeZone);
  return {
    view: 'admin/users/person',
    data: {
      ...adminFrame(asked, { title: name, current: LIST }),
      words,
      done: doneText(asked, texts),
      email: person.email,
      state: stateOf(person, words),
      lastSignIn: person.lastSignInAt === null ? words.never : time(person.lastSignInAt),
      steps,
      secondStep: person.hasSecondStep ? steps.on : steps.off,
      resetHref: person.hasSecondStep && !person.isSelf && roles.includes(person.role) ? pathOf(asked, person.id, '/second-step') : null,
      roleName: texts.roles[person.role].name,
      isSelf: person.isSelf,
      isPending: person.isPending,
      problem: isLastOwner ? words.lastOwner : null,
      invitation: person.acceptUntil === null ? words.expiredText : `${words.pendingText} ${substitute(words.invitedUntil, { time: time(person.acceptUntil) })}`,
      manage: roles.includes(person.role) ? {
        roleAction: pathOf(asked, person.id, '/role'),
        roles: choices(texts, roles, person.role),
        resendAction: pathOf(asked, person.id, '/invitation'),
        removeHref: pathOf(asked, person.id, '/remove'),
        removeText: person.isPending ? words.withdraw : substitute(words.remove, { name }),
      } : null,
      backHref: withQuery(LIST, carried(asked)),
    },
  };
}

interface RemovalData extends AdminFrame {
  words: PeopleTexts['ui'];
  text: string;
  button: string;
  action: string;
  backHref: string;
}

export function removalPage(asked: Asked, { id, name, isPending }: { id: string; name: string; isPending: boolean }): Page<'admin/users/remove', RemovalData> {
  const { ui: words } = peopleTexts(pageLanguage(asked));
  return {
    view: 'admin/users/remove',
    data: {
      ...adminFrame(asked, { title: substitute(isPending ? words.withdrawAsk : words.removeAsk, { name }), current: LIST }),
      words,
      text: isPending ? words.withdrawText : words.removeText,
      button: isPending ? words.withdraw : words.removeButton,
      action: pathOf(asked, id, '/remove'),
      backHref: pathOf(asked, id),
    },
  };
}

/** Asks before somebody's second step is taken away. */
export function resetPage(asked: Asked, { id, name }: { id: string; name: string }): Page<'admin/users/remove', RemovalData> {
  const language = pageLanguage(asked);
  const steps = secondStepTexts(language);
  return {
    view: 'admin/users/remove',
    data: {
      ...adminFrame(asked, { title: substitute(steps.resetAsk, { name }), current: LIST }),
      words: peopleTexts(language).ui,
      text: `${steps.resetAskText} ${steps.resetText}`,
      button: steps.resetButton,
      action: pathOf(asked, id, '/second-step'),
      backHref: pathOf(asked, id),
    },
  };
}

const pathOf = (asked: Asked, id: string, step = ''): string => withQuery(`${LIST}/${encodeURIComponent(id)}${step}`, carried(asked));

function choices(texts: PeopleTexts, roles: readonly Role[], chosen: string): RoleChoice[] {
  return roles.map((value) => ({ value, ...texts.roles[value], isChosen: value === chosen }));
}

function stateOf({ isPending, acceptUntil }: ListedPerson, words: PeopleTexts['ui']): { text: string; tone: string } {
  if (!isPending) return { text: words.active, tone: 'good' };
  return acceptUntil === null ? { text: words.expired, tone: 'bad' } : { text: words.invited, tone: '' };
}

function doneText(asked: Asked, { done }: PeopleTexts): string | null {
  const { query } = asked;
  const { doneForAll, doneForNobody, doneReset } = secondStepTexts(pageLanguage(asked));
  return new Map(Object.entries({ ...done, 'second-step-for-all': doneForAll, 'second-step-for-nobody': doneForNobody, 'second-step-reset': doneReset })).get(query['done'] ?? '') ?? null;
}
