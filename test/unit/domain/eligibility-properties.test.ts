import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { AskedBefore } from '../../../src/domain/cool-down.ts';
import { DAY, requireDurationMs } from '../../../src/domain/duration.ts';
import { decide } from '../../../src/domain/eligibility.ts';
import type { EligibilityInput } from '../../../src/domain/eligibility.ts';
import { METRICS } from '../../../src/domain/metric.ts';
import type { CoolDown, Delay, SendingWindow } from '../../../src/domain/survey.ts';
import { HOUR, NOW, after, anInput, invited } from './eligibility-input.ts';

describe('any decision', () => {
  const zones = fc.constantFrom('Europe/Warsaw', 'America/New_York', 'Asia/Tehran', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC');
  const hours = (min: number, max: number) => fc.integer({ min, max }).map((hour) => after(NOW, hour * HOUR));
  const coolDown = fc.record<CoolDown>({
    since: fc.constantFrom('invitation', 'response'),
    across: fc.constantFrom('survey', 'metric', 'account'),
    days: fc.integer({ min: 0, max: 40 }),
  });
  const history = fc.record<AskedBefore>({
    surveyKey: fc.constantFrom('delivery', 'support'),
    metric: fc.constantFrom(...METRICS),
    invitedAt: fc.option(hours(-60 * 24, 60 * 24)),
    respondedAt: fc.option(hours(-60 * 24, 0)),
    surveyIgnoresAccountCoolDown: fc.boolean(),
  });
  const sendingWindow = fc.record<SendingWindow>({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    from: fc.constantFrom('00:00', '02:15', '09:00'),
    to: fc.constantFrom('09:30', '18:00', '24:00'),
  });
  const delay = fc.oneof(fc.constantFrom<Delay>('0m', '2h', '3d'), fc.record({ days: fc.integer({ min: 0, max: 9 }), at: fc.constantFrom('00:00', '02:30', '09:00') }));
  const inputs = fc
    .record({
      coolDowns: fc.array(coolDown, { maxLength: 3 }),
      asked: fc.array(history, { maxLength: 4 }),
      window: fc.option(sendingWindow),
      delay,
      zone: fc.option(zones),
      accountZone: zones,
      occurredAt: hours(-24 * 10, 24),
      maxLateness: fc.constantFrom('0m', '1h', '72h', '30d'),
      samplePercent: fc.constantFrom(50, 100),
      id: fc.string({ maxLength: 3 }),
      ignoreAccountCoolDown: fc.boolean(),
    })
    .map((made) =>
      anInput({
        policy: { coolDown: made.coolDowns, sendingWindow: made.window, delay: made.delay, maxLateness: made.maxLateness, samplePercent: made.samplePercent, ignoreAccountCoolDown: made.ignoreAccountCoolDown },
        interaction: { occurredAt: made.occurredAt },
        customer: { id: made.id, timeZone: made.zone },
        rest: { history: made.asked, account: { timeZone: made.accountZone } },
      }),
    );

  /** The rules of the contract once more, written as questions about one instant. */
  function isCoolingDown(input: EligibilityInput, sendAt: Date): boolean {
    const { survey } = input;
    const near = (instant: Date | null, days: number) => instant !== null && Math.abs(instant.getTime() - sendAt.getTime()) < days * DAY;
    return survey.policy.coolDown.some(({ since, across, days }) =>
      input.history.some((asked) => {
        if (across === 'account' && (survey.policy.ignoreAccountCoolDown || asked.surveyIgnoresAccountCoolDown === true)) return false;
        if (across === 'survey' && asked.surveyKey !== survey.key) return false;
        if (across === 'metric' && asked.metric !== survey.metric) return false;
        return near(since === 'invitation' ? asked.invitedAt : asked.respondedAt, days);
      }),
    );
  }

  function isOpen(input: EligibilityInput, instant: Date): boolean {
    const window = input.survey.policy.sendingWindow;
    if (window === null) return true;
    const local = DateTime.fromJSDate(instant, { zone: input.customer.timeZone ?? input.account.timeZone });
    const time = local.toFormat('HH:mm');
    return window.days.includes(local.weekday) && time >= window.from && time < window.to;
  }

  it('is the same when made again, whatever the order of the history', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const before = JSON.stringify(input);
        const decision = decide(input);
        expect(decide(input)).toEqual(decision);
        expect(decide({ ...input, history: input.history.toReversed() })).toEqual(decision);
        expect(JSON.stringify(input)).toBe(before);
      }),
    );
  });

  it('sends not before now or the interaction, in the window, outside every cool-down, within the lateness limit', () => {
    let sent = 0;
    fc.assert(
      fc.property(inputs, (input) => {
        const decision = decide(input);
        if (decision.outcome !== 'invited') return;
        sent += 1;
        const { sendAt } = decision;
        expect(sendAt >= input.now && sendAt >= input.interaction.occurredAt).toBe(true);
        expect(isOpen(input, sendAt)).toBe(true);
        expect(isCoolingDown(input, sendAt)).toBe(false);
        const onTime = decide({ ...input, now: input.interaction.occurredAt, history: [] });
        const dueAt = onTime.outcome === 'invited' ? onTime.sendAt.getTime() : Number.NaN;
        expect(sendAt.getTime() - dueAt).toBeLessThanOrEqual(requireDurationMs(input.survey.policy.maxLateness));
      }),
      { numRuns: 400 },
    );
    expect(sent).toBeGreaterThan(50);
  });

  it('is eligible at its next eligible instant, and at none before', () => {
    let held = 0;
    fc.assert(
      fc.property(inputs, (input) => {
        const decision = decide(input);
        if (decision.outcome !== 'skipped' || decision.reason !== 'cool-down') return;
        held += 1;
        const next = decision.nextEligibleAt ?? input.now;
        expect(isOpen(input, next) && !isCoolingDown(input, next)).toBe(true);
        const later = { ...input, now: next, interaction: { ...input.interaction, occurredAt: next } };
        const atOnce = { ...later, survey: { ...input.survey, policy: { ...input.survey.policy, delay: '0m' } } };
        expect(decide(atOnce)).toEqual(invited(next));
        const reason = decide({ ...input, now: next });
        if (reason.outcome === 'skipped') expect(reason.reason).toBe('too-late');
        for (let instant = blockedFrom(input); instant < next.getTime(); instant += HOUR / 2) {
          expect(isOpen(input, new Date(instant)) && !isCoolingDown(input, new Date(instant))).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
    expect(held).toBeGreaterThan(20);
  });

  /** The instant at which the skipped invitation would have gone out. */
  function blockedFrom(input: EligibilityInput): number {
    const free = decide({ ...input, history: [], survey: { ...input.survey, policy: { ...input.survey.policy, maxLateness: '400d' } } });
    return free.outcome === 'invited' ? free.sendAt.getTime() : Number.NaN;
  }

  it('keeps everybody sampled when the percentage is raised', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(inputs, percent, percent, (input, one, other) => {
        const at = (samplePercent: number) => decide({ ...input, survey: { ...input.survey, policy: { ...input.survey.policy, samplePercent } } });
        const [low, high] = [at(Math.min(one, other)), at(Math.max(one, other))];
        if (low.outcome === 'invited') expect(high).toEqual(low);
      }),
    );
  });
});
