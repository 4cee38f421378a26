/** Builds the page of one answer, for the people who get in touch with the customer. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { answerItem, answerPath, casePath, customerPath, type AnswerItem, type ListedAnswer } from '../../domain/answer-item.ts';
import { answerTexts, badgeOf, scoreText } from '../../domain/answer-texts.ts';
import type { Author } from '../../domain/author.ts';
import type { HeldReason } from '../../domain/held-back.ts';
import { uiStrings } from '../../domain/default-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import { wordFor } from '../../domain/source-texts.ts';
import { surveyText, type ReaderInput } from '../../domain/survey-text.ts';
import { LONGEST_TAG, MOST_TAGS } from '../../domain/tag.ts';
import type { AnswerTexts } from '../../domain/texts/answers-en.ts';
import type { Tier } from '../../domain/texts/text-types.ts';
import { substitute } from '../../domain/variables.ts';
import { ANSWERS_PATH } from './answers.view.ts';

export interface AnswerPageInput extends Pick<ReaderInput, 'version' | 'fallbackLanguages' | 'branding'> {
  answer: ListedAnswer & {
    surveyKey: string;
    version: number;
    channel: keyof AnswerTexts['channels'];
    customerId: string;
    /** In which the question was asked. */
    language: string;
    revisions: readonly { score: number; comment: string | null; until: Date }[];
    excluded: { reason: string } | null;
    commentRemovedAt?: Date;
    heldBack?: { isWaiting: boolean; reasons: readonly HeldReason[] };
    judgements?: readonly { kind: 'excluded' | 'restored'; reason: string | null; at: Date; by: Author | null }[];
  };
  proofs: readonly { at: Date; score: number | null; verdict: keyof AnswerTexts['verdicts']; doubts?: readonly HeldReason[]; sender: { human: boolean }; formAgeSeconds: number | null }[];
  touchpoints: ReadonlyMap<string, string>;
  /** `null` fields as far as unknown or erased. */
  customer: { name: string | null; email: string | null; isErased: boolean };
  caseId: string | null;
  /** Newest first. */
  others: readonly ListedAnswer[];
  /** Tags to choose from. */
  knownTags: readonly string[];
  /** The tag as it was typed, and why it was refused. */
  refusedTag: { text: string; why: 'wrong' | 'full' } | null;
  timeZone: string;
}

interface AnswerData extends AdminFrame {
  words: AnswerTexts['page'];
  labels: Record<'score' | 'category' | 'customer' | 'touchpoint' | 'question' | 'comment' | 'noComment' | 'answeredAt', string>;
  backHref: string;
  done: string | null;
  score: string;
  category: string;
  tier: Tier;
  question: { text: string; lang: string };
  comment: string | null;
  customer: { name: string; email: string | null; href: string | null };
  touchpoint: { name: string; href: string };
  survey: { key: string; version: string };
  channel: string;
  at: string;
  instant: string;
  excluded: string | null;
  /** Why it is held back, while it waits. */
  held: string[] | null;
  heldIntro: string;
  /** Where it is judged, with what may be decided; none for this visitor. */
  judging: { href: string; text: string }[];
  judgements: { text: string; reason: string | null; at: string; instant: string }[];
  /** Newest first. */
  revisions: { score: string; comment: string | null; until: string }[];
  tags: { tag: string; href: string; removeLabel: string }[];
  /** `null`: not for this visitor, or the customer was erased. */
  tagging: { addAction: string; removeAction: string; typed: string; problem: string | null; help: string; known: readonly string[] } | null;
  case: { href: string } | null;
  /** Opens one. */
  caseAction: string | null;
  others: AnswerItem[];
  evidence: { at: string; score: string | null; verdict: string; why: string; hand: string; age: string }[];
}

export function answerPage(asked: Asked, input: AnswerPageInput): Page<'admin/responses/show', AnswerData> {
  const { answer, version, fallbackLanguages, branding, touchpoints, customer, timeZone } = input;
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const words = uiStrings(language);
  const { page, held, done, channels } = answerTexts(language);
  const may = (policy: string): boolean => asked.visitor?.policies.has(policy) === true;
  const touchpoint = touchpoints.get(answer.touchpoint) ?? answer.touchpoint;
  const question = surveyText({ version, language: answer.language, fallbackLanguages, branding, variables: { name: customer.name, touchpoint } });
  const badge = badgeOf(answer.metric, answer.category, language);
  const time = (instant: Date): string => localTime(instant, language, timeZone);
  return {
    view: 'admin/responses/show',
    data: {
      ...adminFrame(asked, { title: ui.answerTitle, current: ANSWERS_PATH }),
      words: page,
      labels: {
        score: words.alertScore, category: words.alertCategory, customer: words.alertCustomer, touchpoint: words.alertTouchpoint, question: words.alertQuestion,
        comment: words.alertComment, noComment: answer.commentRemovedAt === undefined ? words.alertNoComment : substitute(page.commentRemoved, { time: time(answer.commentRemovedAt) }), answeredAt: words.alertAnsweredAt,
      },
      backHref: withQuery(ANSWERS_PATH, carried(asked)),
      done: wordFor(done, asked.query['done'] ?? ''),
      score: scoreText(answer.score, answer.scale, language),
      category: badge.text,
      tier: badge.tier,
      question: { text: question.question, lang: question.language },
      comment: answer.comment,
      customer: {
        name: customer.isErased ? answerTexts(language).feed.erased : customer.name ?? words.alertUnnamedCustomer,
        email: customer.email,
        href: customer.isErased || !may('customers.read') ? null : customerPath(asked, answer.customerId),
      },
      touchpoint: { name: touchpoint, href: withQuery(`/admin/reports/touchpoints/${encodeURIComponent(answer.touchpoint)}`, carried(asked)) },
      survey: { key: answer.surveyKey, version: substitute(page.version, { version: localFigure(answer.version, language) }) },
      channel: channels[answer.channel],
      at: time(answer.respondedAt),
      instant: answer.respondedAt.toISOString(),
      excluded: answer.excluded && answer.heldBack?.isWaiting !== true ? substitute(ui.answerExcluded, { reason: answer.excluded.reason }) : null,
      held: answer.heldBack?.isWaiting === true ? answer.heldBack.reasons.map((reason) => held.reasons[reason]) : null,
      heldIntro: held.intro,
      judging: may('answers.judge') ? judgingOf(asked, answer, language) : [],
      judgements: (answer.judgements ?? []).toReversed().map(({ kind, reason, at, by }) => ({
        text: by === null ? { excluded: page.excludedByProgram, restored: page.restoredByProgram }[kind] : substitute({ excluded: page.excludedBy, restored: page.restoredBy }[kind], { name: embedded(by.name, language) }),
        reason, at: time(at), instant: at.toISOString(),
      })),
      revisions: answer.revisions.toReversed().map(({ score, comment, until }) => ({ score: scoreText(score, answer.scale, language), comment, until: time(until) })),
      tags: (answer.tags ?? []).map((tag) => ({ tag, href: withQuery(ANSWERS_PATH, { tag, period: 'always', ...carried(asked) }), removeLabel: substitute(page.removeTag, { tag: embedded(tag, language) }) })),
      tagging: customer.isErased || !may('answers.tag') ? null : taggingOf(asked, input, language),
      case: input.caseId !== null && may('cases.read') ? { href: casePath(asked, input.caseId) } : null,
      caseAction: input.caseId === null && !customer.isErased && may('cases.work') ? answerPath(asked, answer._id, '/case') : null,
      others: input.others.map((other) => answerItem(asked, other, { touchpoints, timeZone })),
      evidence: evidenceOf(input, language),
    },
  };
}

function judgingOf(asked: Asked, { _id, excluded, heldBack }: AnswerPageInput['answer'], language: string): AnswerData['judging'] {
  const { page, held } = answerTexts(language);
  const restore = { href: answerPath(asked, _id, '/restore'), text: heldBack ? held.accept : page.restore };
  const exclude = { href: answerPath(asked, _id, '/exclude'), text: heldBack ? held.dismiss : page.exclude };
  if (heldBack?.isWaiting === true) return [restore, exclude];
  return [excluded ? restore : exclude];
}

function taggingOf(asked: Asked, { answer, refusedTag, knownTags }: AnswerPageInput, language: string): AnswerData['tagging'] {
  const { page } = answerTexts(language);
  const problems = {
    wrong: substitute(page.tagWrong, { max: localFigure(LONGEST_TAG, language) }),
    full: substitute(page.tagsFull, { max: localFigure(MOST_TAGS, language) }),
  };
  return {
    addAction: answerPath(asked, answer._id, '/tags'),
    removeAction: answerPath(asked, answer._id, '/tags/remove'),
    typed: refusedTag?.text ?? '',
    problem: refusedTag && problems[refusedTag.why],
    help: substitute(page.tagHelp, { max: localFigure(LONGEST_TAG, language) }),
    known: knownTags.filter((tag) => !(answer.tags ?? []).includes(tag)),
  };
}

function evidenceOf({ proofs, answer, timeZone }: AnswerPageInput, language: string): AnswerData['evidence'] {
  const { page, held, verdicts } = answerTexts(language);
  return proofs.map(({ at, score, verdict, doubts = [], sender, formAgeSeconds }) => ({
    at: localTime(at, language, timeZone),
    score: score === null ? null : scoreText(score, answer.scale, language),
    verdict: verdicts[verdict],
    why: doubts.map((doubt) => held.reasons[doubt]).join(' '),
    hand: sender.human ? page.seen : page.notSeen,
    age: formAgeSeconds === null ? page.unknown : substitute(page.seconds, { count: localFigure(formAgeSeconds, language) }),
  }));
}
