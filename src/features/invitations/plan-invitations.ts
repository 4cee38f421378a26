/** Decides about one interaction against every survey of its account: pure, so that a dry run says what would really happen. */
import { normalizeAddress } from '../../domain/address.ts';
import { decide, recipientTimeZone, sendingDeadline, type SkipReason, type StoredDecision } from '../../domain/eligibility.ts';
import { requireDurationMs } from '../../domain/duration.ts';
import type { AskedBefore } from '../../domain/cool-down.ts';
import type { SurveyVersion } from '../../domain/survey.ts';
import { matchesTrigger } from '../../domain/trigger.ts';
import { variablesIn } from '../../domain/variables.ts';
import { hashId } from '../../platform/token.ts';
import type { Account } from '../accounts/accounts.service.ts';
import type { Customer } from '../customers/customers.service.ts';
import type { Interaction } from '../interactions/interactions.service.ts';
import type { Survey } from '../surveys/surveys.service.ts';
import type { Invitation } from './invitation.model.ts';

export interface PlanInput {
  now: Date;
  account: Account;
  surveys: Survey[];
  interaction: Interaction;
  customer: Customer | null;
  addressHash: string | null;
  suppressed: string | null;
  /** Earlier and planned invitations of this customer. */
  history: AskedBefore[];
  /** Ids of invitations that exist already. */
  existing: ReadonlySet<string>;
}

export interface Plan {
  decisions: StoredDecision[];
  invitations: Invitation[];
}

export const invitationId = (surveyId: string, interactionId: string): string => hashId('invitation', surveyId, interactionId);

export function planInvitations(input: PlanInput): Plan {
  const { interaction, surveys } = input;
  const matching = surveys.filter((survey) => matchesTrigger({ trigger: survey.policy.trigger, touchpoint: survey.touchpoint }, interaction));
  if (matching.length === 0) {
    return { decisions: [skipped(null, 'no-matching-survey', describeNoMatch(interaction))], invitations: [] };
  }
  const plan: Plan = { decisions: [], invitations: [] };
  const history = [...input.history];
  for (const survey of matching) {
    const decision = decideOne(input, survey, history);
    if (decision.outcome === 'skipped') {
      plan.decisions.push(skipped(survey.key, decision.reason, decision.rule, decision.nextEligibleAt));
      continue;
    }
    const invitation = newInvitation(input, survey, decision.sendAt);
    plan.invitations.push(invitation);
    plan.decisions.push({
      survey: survey.key, outcome: 'invited', invitationId: invitation._id, scheduledAt: decision.sendAt, reason: null, rule: null, nextEligibleAt: null,
    });
    history.push(askedBy(invitation));
  }
  return plan;
}

function decideOne({ now, account, interaction, customer, suppressed, existing }: PlanInput, survey: Survey, history: AskedBefore[]) {
  const address = interaction.customer.email ?? customer?.email ?? null;
  return decide({
    now,
    survey: { id: survey._id, key: survey.key, metric: survey.content.metric, touchpoint: survey.touchpoint, policy: survey.policy },
    interaction: {
      type: interaction.type,
      touchpoint: interaction.touchpoint,
      occurredAt: interaction.occurredAt,
      // What the sender said about the customer now, over what is known of them.
      customer: { ...knownOf(customer), ...interaction.customer, properties: { ...customer?.properties, ...interaction.customer.properties } },
      properties: interaction.properties,
    },
    customer: {
      id: customer?._id ?? interaction._id,
      address: address === null ? 'missing' : normalizeAddress(address) === null ? 'invalid' : 'valid',
      suppressed,
      timeZone: customer?.timeZone ?? null,
    },
    account: { timeZone: account.timeZone },
    history,
    alreadyAsked: existing.has(invitationId(survey._id, interaction._id)),
  });
}

function knownOf(customer: Customer | null): Record<string, unknown> {
  if (!customer) return {};
  const { externalId, email, name, locale, timeZone } = customer;
  return { externalId, email, name, locale, timeZone };
}

function newInvitation(input: PlanInput, survey: Survey, sendAt: Date): Invitation {
  const { now, account, interaction, customer, addressHash } = input;
  if (!customer) throw new Error('an invitation needs a customer');
  const language = languageFor(customer.locale, survey, account);
  return {
    _id: invitationId(survey._id, interaction._id),
    accountId: account.accountId,
    surveyId: survey._id,
    surveyKey: survey.key,
    version: survey.version,
    metric: survey.content.metric,
    touchpoint: survey.touchpoint,
    channel: 'email',
    customerId: customer._id,
    interactionId: interaction._id,
    address: interaction.customer.email ?? customer.email,
    addressHash,
    name: customer.name,
    language,
    timeZone: recipientTimeZone(customer, account),
    segments: segmentsOf(account, language, interaction, customer),
    variables: variablesFor(survey.content, input),
    status: 'scheduled',
    phase: 'due',
    wakeAt: sendAt,
    deadlineAt: sendingDeadline(sendAt, survey.policy),
    expiresAt: new Date(sendAt.getTime() + requireDurationMs(survey.policy.expiresAfter)),
    lease: null,
    attempts: 0,
    resent: false,
    scheduledAt: sendAt,
    sentAt: null,
    sentOn: null,
    remindedAt: [],
    respondedAt: null,
    ignoresAccountCoolDown: survey.policy.ignoreAccountCoolDown,
    createdAt: now,
    history: [{ status: 'scheduled', at: now }],
  };
}

/** The customer's language where the survey is worded in it, else the account's first that is. */
export function languageFor(locale: string | null, survey: Pick<Survey, 'content'>, account: Pick<Account, 'languages'>): string {
  const worded = Object.keys(survey.content.question);
  const wanted = [...(locale === null ? [] : [locale, locale.split('-')[0] ?? locale]), ...account.languages, 'en'];
  return wanted.find((tag) => worded.includes(tag)) ?? worded[0] ?? 'en';
}

const LONGEST_SEGMENT_VALUE = 100;

/** Declared properties of the interaction, else of the customer; a value that is no plain value is in no segment. */
export function segmentsOf(account: Pick<Account, 'segmentKeys'>, language: string, interaction: Pick<Interaction, 'properties'> | null, customer: Pick<Customer, 'properties'>): Record<string, string> {
  const segments: Record<string, string> = { locale: language };
  for (const key of account.segmentKeys) {
    const value = interaction?.properties[key] ?? customer.properties[key];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      segments[`property:${key}`] = String(value).slice(0, LONGEST_SEGMENT_VALUE);
    }
  }
  return segments;
}

/** Only what the survey's texts name is kept, so that a mail can be written without asking again. */
export function variablesFor(content: SurveyVersion, { interaction, customer }: { interaction: Pick<Interaction, 'customer' | 'properties'>; customer: Customer | null }): Record<string, string | number> {
  const texts = [content.question, ...Object.values(content.followUpQuestion), ...Object.values(content.thankYou)].flatMap((byLanguage) => Object.values(byLanguage));
  const values: Record<string, string | number> = {};
  for (const variable of new Set(texts.flatMap(variablesIn))) {
    const [root, ...names] = variable.split('.');
    const properties = root === 'customer' ? { ...customer?.properties, ...interaction.customer.properties } : root === 'properties' ? interaction.properties : {};
    const value = Object.hasOwn(properties, names.join('.')) ? properties[names.join('.')] : undefined;
    if (typeof value === 'string' || typeof value === 'number') values[variable] = value;
  }
  return values;
}

/** How an invitation counts for later cool-downs: one that was never sent nor will be does not. */
export function askedBy(invitation: Pick<Invitation, 'surveyKey' | 'metric' | 'status' | 'sentAt' | 'scheduledAt' | 'respondedAt' | 'ignoresAccountCoolDown'>): AskedBefore {
  const neverSent = invitation.sentAt === null && ['cancelled', 'expired', 'failed'].includes(invitation.status);
  return {
    surveyKey: invitation.surveyKey,
    metric: invitation.metric,
    invitedAt: neverSent ? null : invitation.sentAt ?? invitation.scheduledAt,
    respondedAt: invitation.respondedAt,
    surveyIgnoresAccountCoolDown: invitation.ignoresAccountCoolDown,
  };
}

function skipped(survey: string | null, reason: SkipReason, rule: string, nextEligibleAt: Date | null = null): StoredDecision {
  return { survey, outcome: 'skipped', invitationId: null, scheduledAt: null, reason, rule, nextEligibleAt };
}

function describeNoMatch({ type, touchpoint }: Interaction): string {
  const named = [type === null ? null : `type "${type}"`, touchpoint === null ? null : `touchpoint "${touchpoint}"`].filter((part) => part !== null);
  return named.length === 0 ? 'the interaction names neither a type nor a touchpoint' : `no survey answers to ${named.join(' at ')}`;
}
