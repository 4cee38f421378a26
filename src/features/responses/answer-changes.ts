/** What month documents hold of an answer: pure. */
import { rollupChanges, type RollupChange, type RollupSubject } from '../../domain/rollup.ts';
import type { Invitation } from '../invitations/invitations.service.ts';
import type { Response } from './response.model.ts';

export function subjectOf(response: Response): RollupSubject {
  const { accountId, surveyId, surveyKey, version, metric, scale, thresholds, touchpoint, segments } = response;
  return { accountId, surveyId, surveyKey, version, metric, scale, thresholds, touchpoint, segments };
}

/** An excluded answer counts as given, without its score; one that is held back counts apart, and its invitation is not answered by it. */
export function answerChanges(answer: Response): RollupChange[] {
  const { score, respondedOn, sentOn, excluded, heldBack } = answer;
  const subject = subjectOf(answer);
  return [
    ...rollupChanges({ kind: 'response-recorded', subject, score, respondedOn, sentOn }),
    ...(excluded ? rollupChanges({ kind: 'response-excluded', subject, score, respondedOn }) : []),
    ...(heldBack?.isWaiting === true ? rollupChanges({ kind: 'response-held', subject, score, respondedOn }) : []),
  ];
}

/** What an answer adds that its invitation knows nothing of yet. */
export function recordingOf(response: Response, invitation: Invitation): RollupChange[] {
  const { sentOn } = response;
  // Not written down as sent yet: the answer proves that it went out, so it is counted here and the sender leaves it alone.
  const unsettled = sentOn !== null && invitation.sentOn === null;
  return unsettled ? [...answerChanges(response), ...rollupChanges({ kind: 'invitation-sent', subject: subjectOf(response), sentOn })] : answerChanges(response);
}
