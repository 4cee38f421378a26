/** What one incoming answer does to its invitation and to the answer recorded before it: pure. */
import { heldReasons, isHeldAgain, judgeAnswer, type Doubt } from '../../domain/held-back.ts';
import { categorize } from '../../domain/score.ts';
import { dayOf } from '../../domain/period.ts';
import type { SurveyVersion } from '../../domain/survey.ts';
import { isErased } from '../customers/customers.service.ts';
import type { Invitation } from '../invitations/invitations.service.ts';
import type { Response, Sender } from './response.model.ts';

export interface Answer {
  invitationId: string;
  score: number;
  comment: string | null;
  at: Date;
  sender: Sender | null;
  formAgeSeconds: number | null;
  /** What of it only a program does, where no hand spoke for a person. */
  doubts?: readonly Doubt[];
}

export type Verdict =
  /** `before`: what was held back, in whose place it is. */
  | { kind: 'recorded'; before: Response | null; response: Response }
  | { kind: 'revised'; before: Response; response: Response }
  | { kind: 'unchanged'; response: Response }
  /** `response` is `before` where there was an answer: then this one changes nothing. */
  | { kind: 'quarantined'; before: Response | null; response: Response }
  | { kind: 'closed'; why: 'expired' | 'withdrawn' | 'not-sent' | 'too-late-to-change' };

/** A person may change an answer this long after first giving it. */
const EDIT_WINDOW_MS = 7 * 86_400_000;

/** Why it counts nowhere, for readers that know no more than that. */
const HELD_BACK = 'held back';

const ANSWERABLE = new Set(['sending', 'sent', 'responded', 'bounced', 'ambiguous']);

export function settleAnswer(answer: Answer, { invitation, before, content, timeZone }: { invitation: Invitation; before: Response | null; content: SurveyVersion; timeZone: string }): Verdict {
  if (before && !before.heldBack) return settleChange(answer, before, content);
  if (before && isErased(before.customerId)) return { kind: 'closed', why: 'withdrawn' };
  if (invitation.status === 'expired' || answer.at > invitation.expiresAt) return { kind: 'closed', why: 'expired' };
  if (invitation.channel === 'email' && !ANSWERABLE.has(invitation.status) ) {
    return { kind: 'closed', why: invitation.status === 'cancelled' ? 'withdrawn' : 'not-sent' };
  }
  const response = newResponse(answer, invitation, content, timeZone);
  if (!isHeld(answer, before)) return { kind: 'recorded', before, response };
  return { kind: 'quarantined', before, response: before ?? heldResponse(response, answer, invitation) };
}

function isHeld({ doubts = [], sender, at }: Answer, before: Response | null): boolean {
  if (!sender) return false;
  const isAgain = before?.heldBack !== undefined && before.sender !== null && isHeldAgain({ at, sender, human: sender.human }, { at: before.heldBack.at, sender: before.sender });
  return isAgain || judgeAnswer({ doubts, human: sender.human, isConfirmed: true }) === 'hold';
}

/** Its invitation is not answered: reminders go on, no response rate knows it, and the person may still answer. */
function heldResponse(response: Response, { doubts = [], at }: Answer, { sentAt }: Invitation): Response {
  return {
    ...response,
    sentOn: null,
    excluded: { reason: HELD_BACK, at },
    heldBack: { reasons: heldReasons(doubts, { at, mailedAt: sentAt }), at, isWaiting: true },
  };
}

function newResponse(answer: Answer, invitation: Invitation, content: SurveyVersion, timeZone: string): Response {
  const { _id, accountId, surveyId, surveyKey, version, metric, touchpoint, customerId, channel, language, segments } = invitation;
  // Answered while its mail was still under way: it has gone out, so the day is today.
  const sentOn = channel !== 'email' ? null : invitation.sentOn ?? dayOf(answer.at, timeZone);
  return {
    _id, accountId, surveyId, surveyKey, version, metric, touchpoint, customerId, channel, language, segments,
    scale: content.scale,
    thresholds: content.thresholds,
    score: answer.score,
    category: categorize(content.metric, content.thresholds, answer.score),
    comment: answer.comment,
    respondedAt: answer.at,
    respondedOn: dayOf(answer.at, timeZone),
    sentOn,
    updatedAt: answer.at,
    sender: answer.sender,
    revisions: [],
    excluded: null,
  };
}

function settleChange(answer: Answer, before: Response, content: SurveyVersion): Verdict {
  // Whoever was erased is not to be known again by what an old link brings.
  if (isErased(before.customerId)) return { kind: 'closed', why: 'withdrawn' };
  const comment = answer.comment ?? before.comment;
  if (answer.score === before.score && comment === before.comment) return { kind: 'unchanged', response: before };
  if (isHeld(answer, null) || !mayChange(answer.sender, before.sender)) return { kind: 'quarantined', before, response: before };
  if (before.excluded || answer.at.getTime() > before.respondedAt.getTime() + EDIT_WINDOW_MS) return { kind: 'closed', why: 'too-late-to-change' };
  const response: Response = {
    ...before,
    score: answer.score,
    comment,
    category: categorize(content.metric, content.thresholds, answer.score),
    updatedAt: answer.at,
    sender: answer.sender ?? before.sender,
    revisions: [...before.revisions, { score: before.score, comment: before.comment, until: answer.at }],
  };
  return { kind: 'revised', before, response };
}

/**
 * Mail scanners post the form again after the person did. From another network and another kind of browser at once, only a
 * sender that shows a person's hand may change an answer.
 */
function mayChange(now: Sender | null, before: Sender | null): boolean {
  if (!now || !before) return true;
  return now.human || now.network === before.network || now.agent === before.agent;
}
