/** Months of asking and answering through the real services, with the clock moved along: for pages that need something to show. */
import type { App } from '../../src/app.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import type { Invitation } from '../../src/features/invitations/invitations.service.ts';
import { recordResponse } from '../../src/features/responses/responses.service.ts';
import { putTouchpoint } from '../../src/features/touchpoints/touchpoints.service.ts';
import { invitedMany } from './spine.ts';
import { aSurvey, type Clock } from './test-app.ts';

export interface SeededTouchpoint {
  key: string;
  name: string;
  /** As in PUT /api/v1/surveys, without its touchpoint. */
  survey: Record<string, unknown>;
  /** Invitations a week; each entry of `scores` is one answer, the rest stay silent. */
  weeks: { invited: number; scores: number[] }[];
  /** Given in turn to the answers of the last week, oldest first. */
  comments?: string[];
}

const DAY_MS = 86_400_000;

/** The last of the weeks ends now. Leaves the clock where it was. */
export async function seedAnswers(app: App, clock: Clock, accountId: string, touchpoints: SeededTouchpoint[]): Promise<void> {
  const end = clock.now().getTime();
  const longest = Math.max(...touchpoints.map(({ weeks }) => weeks.length));
  for (const { key, name, survey } of touchpoints) {
    await aSurvey(app, accountId, { ...survey, touchpoint: key }, `survey-${key}`);
    await putTouchpoint(app, accountId, key, { name });
  }
  for (let weeksAgo = longest; weeksAgo >= 1; weeksAgo -= 1) {
    clock.set(new Date(end - weeksAgo * 7 * DAY_MS + DAY_MS));
    for (const { key, weeks, comments = [] } of touchpoints) {
      const week = weeks[weeks.length - weeksAgo];
      if (!week) continue;
      const asked = await invitedMany(app, accountId, week.invited, () => ({ touchpoint: key }));
      await sendDue(app);
      await answerAll(app, clock, asked, week.scores, weeksAgo === 1 ? comments : []);
    }
  }
  clock.set(new Date(end));
}

async function answerAll(app: App, clock: Clock, asked: Invitation[], scores: number[], comments: string[]): Promise<void> {
  const start = clock.now().getTime();
  await Promise.all(scores.map(async (score, index) => {
    const invitation = asked[index];
    if (!invitation) throw new Error('more answers than invitations');
    const at = new Date(start + ((index + 1) / (scores.length + 1)) * 5 * DAY_MS);
    const outcome = await recordResponse(app, { invitationId: invitation._id, score, comment: comments[index] ?? null, at, sender: null, formAgeSeconds: null });
    if (outcome.kind !== 'recorded') throw new Error(`the answer was ${outcome.kind}`);
  }));
}

/** `count` scores in the given proportions, the same every time. */
function scoresLike(shares: Record<number, number>, count: number): number[] {
  const entries = Object.entries(shares).map(([score, weight]) => ({ score: Number(score), weight }));
  const whole = entries.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: count }, (_, index) => {
    let place = (((index * 7919) % count) + 0.5) * (whole / count);
    for (const { score, weight } of entries) {
      if (place < weight) return score;
      place -= weight;
    }
    return entries.at(-1)?.score ?? 0;
  });
}

/** A small company's touchpoints over nine weeks: one that got worse, one steady, two with few answers, one silent. */
export function someWeeks(): SeededTouchpoint[] {
  const weeks = Array.from({ length: 9 }, (_, week) => week);
  return [
    {
      key: 'delivery', name: 'Delivery', survey: { metric: 'nps' },
      weeks: weeks.map((week) => ({ invited: 16 + week, scores: scoresLike(week < 4 ? { 10: 6, 9: 5, 8: 3, 7: 2, 5: 1, 2: 1 } : { 10: 3, 9: 2, 8: 3, 7: 3, 6: 3, 3: 2, 0: 2 }, 10 + (week % 3)) })),
      comments: ['The parcel was two days late and nobody told me.', 'وصل الطرد سليمًا، شكرًا لكم.', 'بسته به‌موقع رسید ولی جعبه خیس بود.', 'Kurier był miły.\nPaczka też w porządku.'],
    },
    { key: 'support', name: 'Support', survey: { metric: 'csat' }, weeks: weeks.map((week) => ({ invited: 12, scores: scoresLike({ 5: 6, 4: 4, 3: 2, 2: 1, 1: 1 }, 8 + (week % 2)) })), comments: ['Quick and kind.'] },
    { key: 'checkout', name: 'Checkout', survey: { metric: 'nps' }, weeks: weeks.map((week) => ({ invited: 6, scores: week % 4 === 3 ? [] : scoresLike({ 10: 4, 8: 3, 4: 2 }, 3) })) },
    { key: 'returns', name: 'Returns', survey: { metric: 'ces' }, weeks: weeks.slice(4).map((week) => ({ invited: 7, scores: scoresLike({ 7: 3, 6: 4, 5: 3, 3: 2, 1: 1 }, 4 + (week % 2)) })) },
    { key: 'showroom', name: 'Showroom', survey: { metric: 'nps' }, weeks: [] },
  ];
}
