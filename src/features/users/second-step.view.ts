/** Builds the pages of the second step: the one of signing in, and those that set it up, renew its codes and turn it off. Pure. */
import { accessTexts } from '../../domain/access-texts.ts';
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { secondStepTexts, type SecondStepTexts } from '../../domain/second-step-texts.ts';
import { substitute } from '../../domain/variables.ts';

const OWN = '/admin/password';
const PAGE = `${OWN}/second-step`;
/** Fewer than these are a reason to make new ones. */
const FEW_CODES = 3;

export type ProofProblem = 'password' | 'code' | { seconds: number };

/** Fields that prove once more who is there. */
interface ProofFields {
  needsCurrent: boolean;
  currentProblem: string | null;
  codeProblem: string | null;
}

interface CodeData extends AdminFrame {
  words: SecondStepTexts;
  action: string;
  problem: string | null;
  againHref: string;
}

/** What a right password or link leads to. */
export function codePage(asked: Asked, { problem }: { problem: 'code' | { seconds: number } | null }): Page<'admin/users/code', CodeData> {
  const words = secondStepTexts(pageLanguage(asked));
  return {
    view: 'admin/users/code',
    data: {
      ...adminFrame(asked, { title: words.codeTitle, current: '' }),
      words,
      action: withQuery('/admin/sign-in/code', carried(asked)),
      problem: problem && (problem === 'code' ? words.codeWrong : waitText(asked, problem.seconds)),
      againHref: withQuery('/admin/sign-in', carried(asked)),
    },
  };
}

interface SetUpData extends AdminFrame {
  words: SecondStepTexts;
  isRequired: boolean;
  problem: string | null;
  proof: ProofFields;
  picture: { path: string; box: number };
  secret: string;
  sealed: string;
  action: string;
  backHref: string | null;
}

export interface SetUpInput {
  offer: { secret: string; sealed: string };
  /** Of the offer's address. */
  picture: { size: number; path: string };
  needsCurrent: boolean;
  /** The account asks for it: nothing else can be done before. */
  isRequired: boolean;
  problem: ProofProblem | 'offer-over' | null;
}

export function setUpPage(asked: Asked, { offer, picture, needsCurrent, isRequired, problem }: SetUpInput): Page<'admin/users/second-step-set-up', SetUpData> {
  const words = secondStepTexts(pageLanguage(asked));
  const proof = proofFields(asked, needsCurrent, problem === 'offer-over' ? null : problem);
  return {
    view: 'admin/users/second-step-set-up',
    data: {
      ...adminFrame(asked, { title: words.setUpTitle, current: OWN }),
      words,
      isRequired,
      problem: problem === 'offer-over' ? words.offerOver : null,
      proof: { ...proof, codeProblem: proof.codeProblem && words.firstWrong },
      // Readers of the picture need four light squares around it.
      picture: { path: picture.path, box: picture.size + 8 },
      secret: (offer.secret.match(/.{1,4}/g) ?? []).join(' '),
      sealed: offer.sealed,
      action: withQuery(PAGE, carried(asked)),
      backHref: isRequired ? null : withQuery(OWN, carried(asked)),
    },
  };
}

interface StepForm extends ProofFields {
  action: string;
}

interface SecondStepData extends AdminFrame {
  words: SecondStepTexts;
  since: string;
  left: string;
  isFew: boolean;
  isRequired: boolean;
  renew: StepForm;
  off: StepForm;
  backHref: string;
  backText: string;
}

export interface SecondStepInput {
  since: Date;
  /** Recovery codes. */
  left: number;
  timeZone: string;
  needsCurrent: boolean;
  isRequired: boolean;
  refused: { form: 'renew' | 'off'; problem: ProofProblem } | null;
}

export function secondStepPage(asked: Asked, { since, left, timeZone, needsCurrent, isRequired, refused }: SecondStepInput): Page<'admin/users/second-step', SecondStepData> {
  const language = pageLanguage(asked);
  const words = secondStepTexts(language);
  const formOf = (form: 'renew' | 'off', path: string): StepForm => ({
    ...proofFields(asked, needsCurrent, refused?.form === form ? refused.problem : null), action: withQuery(`${PAGE}/${path}`, carried(asked)),
  });
  return {
    view: 'admin/users/second-step',
    data: {
      ...adminFrame(asked, { title: words.title, current: OWN }),
      words,
      since: substitute(words.onSince, { time: localTime(since, language, timeZone) }),
      left: substitute(words.left, { left: localFigure(left, language) }),
      isFew: left < FEW_CODES,
      isRequired,
      renew: formOf('renew', 'recovery-codes'),
      off: formOf('off', 'off'),
      backHref: withQuery(OWN, carried(asked)),
      backText: accessTexts(language).title,
    },
  };
}

interface RecoveryCodesData extends AdminFrame {
  words: SecondStepTexts;
  codes: readonly string[];
  backHref: string;
}

/** Shown once, right after they were made. */
export function recoveryCodesPage(asked: Asked, { codes }: { codes: readonly string[] }): Page<'admin/users/recovery-codes', RecoveryCodesData> {
  const words = secondStepTexts(pageLanguage(asked));
  return {
    view: 'admin/users/recovery-codes',
    data: { ...adminFrame(asked, { title: words.codesTitle, current: OWN }), words, codes, backHref: withQuery(OWN, { done: 'second-step-on', ...carried(asked) }) },
  };
}

function proofFields(asked: Asked, needsCurrent: boolean, problem: ProofProblem | null): ProofFields {
  const language = pageLanguage(asked);
  const wait = problem !== null && typeof problem === 'object' ? waitText(asked, problem.seconds) : null;
  return {
    needsCurrent,
    currentProblem: problem === 'password' ? adminStrings(language).currentPasswordWrong : needsCurrent ? wait : null,
    codeProblem: problem === 'code' ? secondStepTexts(language).codeWrong : needsCurrent ? null : wait,
  };
}

function waitText(asked: Asked, seconds: number): string {
  const language = pageLanguage(asked);
  return substitute(adminStrings(language).signInWait, { seconds: localFigure(seconds, language) });
}
