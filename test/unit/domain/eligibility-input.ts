/** An interaction against which nothing speaks, to be changed by the tests. */
import { DAY } from '../../../src/domain/duration.ts';
import type { Decision, EligibilityInput } from '../../../src/domain/eligibility.ts';
import type { SendingPolicy } from '../../../src/domain/survey.ts';

export const HOUR = DAY / 24;
export const NOW = new Date('2026-06-03T10:00:00Z');
export const after = (start: Date, length: number) => new Date(start.getTime() + length);

const POLICY: SendingPolicy = {
  status: 'active',
  trigger: { type: null, where: [] },
  delay: '0m',
  sendingWindow: null,
  samplePercent: 100,
  coolDown: [],
  ignoreAccountCoolDown: false,
  reminders: [],
  expiresAfter: '30d',
  maxLateness: '72h',
};

export interface Changes {
  policy?: Partial<SendingPolicy>;
  customer?: Partial<EligibilityInput['customer']>;
  interaction?: Partial<EligibilityInput['interaction']>;
  rest?: Partial<EligibilityInput>;
}

export function anInput({ policy, customer, interaction, rest }: Changes = {}): EligibilityInput {
  return {
    now: NOW,
    survey: { id: 's1', key: 'delivery', metric: 'nps', touchpoint: 'delivery', policy: { ...POLICY, ...policy } },
    interaction: { type: 'order.delivered', touchpoint: 'delivery', occurredAt: NOW, customer: {}, properties: { plan: 'free' }, ...interaction },
    customer: { id: 'c1', address: 'valid', suppressed: null, timeZone: null, ...customer },
    account: { timeZone: 'Europe/Warsaw' },
    history: [],
    alreadyAsked: false,
    ...rest,
  };
}

export const invited = (sendAt: Date): Decision => ({ outcome: 'invited', sendAt });
