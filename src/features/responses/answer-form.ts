/** The form of the survey page as it comes back: what was answered, and what tells a person from a program. */
import type { Scale } from '../../domain/metric.ts';
import type { Protection } from '../../domain/survey.ts';
import { openToken, signToken } from '../../platform/token.ts';

export const COMMENT_LIMIT = 4000;
/** Faster than a person reads a question and presses a button. */
const HASTE_MS: Record<Protection, number> = { strict: 2000, balanced: 2000, fast: 1000 };

const FORM_TOKEN = 'form';
const ASKED_AGAIN = 'c';
/** Of the field and the link that no person sees. */
export const TRAP = 'more';

/** Issued with each page; comes back as the hidden field `form`. */
export function issueForm(secret: string, invitationId: string, at: Date, { isAskedAgain = false } = {}): string {
  return signToken(secret, FORM_TOKEN, `${at.getTime()}${isAskedAgain ? ASKED_AGAIN : ''}-${invitationId}`);
}

/** `formAgeMs` since the form was issued for this invitation, `null` when we did not issue it. */
function formOf(secret: string, invitationId: string, form: string, now: Date): Pick<AnswerForm, 'formAgeMs' | 'isConfirmed'> {
  const value = openToken(secret, FORM_TOKEN, form);
  const dash = value?.indexOf('-') ?? -1;
  if (value === null || value.slice(dash + 1) !== invitationId) return { formAgeMs: null, isConfirmed: false };
  const issued = value.slice(0, dash);
  return { formAgeMs: now.getTime() - Number.parseInt(issued, 10), isConfirmed: issued.endsWith(ASKED_AGAIN) };
}

export interface AnswerForm {
  /** `null` when none was chosen or it is not on the scale. */
  score: number | null;
  comment: string | null;
  isCommentTooLong: boolean;
  formAgeMs: number | null;
  /** A trusted pointer, key or touch event came before it was sent. */
  human: boolean;
  /** The page sent it by itself, without its button. */
  automatic: boolean;
  /** It is the answer to being asked once more. */
  isConfirmed: boolean;
  /** The field that no person sees came back filled in. */
  isTrapFilled: boolean;
}

export function readAnswerForm(body: unknown, { secret, invitationId, scale, now }: { secret: string; invitationId: string; scale: Scale; now: Date }): AnswerForm {
  const field = (name: string): string => {
    const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const score = parseScore(field('score'), scale);
  const comment = cleaned(field('comment'));
  const evidence = /^p(\d{1,9})k(\d{1,9})t(\d{1,9})d\d{1,12}(a1)?$/.exec(field('evidence'));
  return {
    score,
    comment: comment === '' ? null : comment,
    isCommentTooLong: comment.length > COMMENT_LIMIT,
    ...formOf(secret, invitationId, field('form'), now),
    human: evidence !== null && evidence.slice(1, 4).some((count) => Number(count) > 0),
    automatic: evidence?.[4] !== undefined,
    isTrapFilled: field(TRAP) !== '',
  };
}

/** A whole number on the scale, written plainly. */
export function parseScore(text: string, scale: Scale): number | null {
  const score = /^\d{1,2}$/.test(text) ? Number(text) : null;
  return score !== null && score >= scale.min && score <= scale.max ? score : null;
}

/** Line ends unified, other control characters and halves of characters dropped. */
function cleaned(comment: string): string {
  return comment.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(/(?!\n)\p{Cc}/gu, '').trim();
}

/** Whether the answer is recorded as it is, or asked for once more because it came as a program sends it. */
export function isCredible({ formAgeMs, human, automatic }: AnswerForm, protection: Protection): boolean {
  if (formAgeMs === null) return false;
  if (automatic && protection === 'strict') return false;
  if (protection === 'balanced' && human) return true;
  if (automatic && protection === 'balanced') return false;
  return formAgeMs >= HASTE_MS[protection];
}
