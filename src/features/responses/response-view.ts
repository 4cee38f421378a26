/** The response as the API shows it. */
import { z } from 'zod';
import { HELD_REASONS } from '../../domain/held-back.ts';
import { CATEGORIES, METRICS, type Category } from '../../domain/metric.ts';
import type { Evidence, Response } from './response.model.ts';

export const CATEGORY_NAMES = [...new Set<Category>(Object.values(CATEGORIES).flat())];
const CHANNELS = ['email', 'api', 'link', 'widget', 'import'] as const satisfies readonly Response['channel'][];

const viewFields = {
  id: z.string().describe('That of its invitation, too'),
  survey: z.string(),
  version: z.int(),
  metric: z.enum(METRICS),
  scale: z.object({ min: z.int(), max: z.int() }),
  touchpoint: z.string(),
  channel: z.enum(CHANNELS),
  customerId: z.string().describe('Read it at /api/v1/customers/{idOrEmail}'),
  language: z.string(),
  segments: z.record(z.string(), z.string()),
  score: z.int(),
  category: z.enum(CATEGORY_NAMES),
  comment: z.string().nullable(),
  respondedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  excluded: z.object({ reason: z.string(), at: z.iso.datetime() }).nullable().describe('Left out of every number, and why'),
  heldBack: z.object({ reasons: z.array(z.enum(HELD_REASONS)), at: z.iso.datetime() }).nullable()
    .describe('It came as a program sends it and waits to be accepted or dismissed; until then it is excluded, too'),
  tags: z.array(z.string()).describe('By hand or by rule; without effect on any number'),
};

const RevisionView = z.object({ score: z.int(), comment: z.string().nullable(), until: z.iso.datetime() });
const EvidenceView = z.object({
  at: z.iso.datetime(),
  score: z.int().nullable().describe('null where a link was followed that no person sees (`trapped`)'),
  verdict: z.enum(['recorded', 'revised', 'quarantined', 'trapped']),
  doubts: z.array(z.enum(HELD_REASONS)).describe('What of it only a program does'),
  human: z.boolean().describe('A person’s hand was seen before the form was sent'),
  formAgeSeconds: z.number().nullable(),
});

const JudgementView = z.object({
  kind: z.enum(['excluded', 'restored']), reason: z.string().nullable(), at: z.iso.datetime(),
  by: z.object({ id: z.string(), name: z.string() }).nullable().describe('Who of your people; null where a program did it'),
});

export const ResponseSummary = z.object(viewFields).meta({ id: 'Response' });
export const ResponseView = z.object({
  ...viewFields,
  revisions: z.array(RevisionView).describe('What the answer was before, oldest first'),
  judgements: z.array(JudgementView).describe('When it was left out of every number or taken in again, oldest first'),
  evidence: z.array(EvidenceView).describe('Every write about it in the last 30 days; quarantined ones never count'),
}).meta({ id: 'ResponseWithRevisions' });

export function responseSummary({ _id, surveyKey, version, metric, scale, touchpoint, channel, customerId, language, segments, ...rest }: Response) {
  const { score, category, comment, respondedAt, updatedAt, excluded, heldBack, tags = [] } = rest;
  return { id: _id, survey: surveyKey, version, metric, scale, touchpoint, channel, customerId, language, segments, score, category, comment, respondedAt, updatedAt, excluded, heldBack: heldBack?.isWaiting === true ? { reasons: heldBack.reasons, at: heldBack.at } : null, tags };
}

export function responseView(response: Response, proofs: readonly Evidence[]) {
  return {
    ...responseSummary(response),
    revisions: response.revisions.map(({ score, comment, until }) => ({ score, comment, until })),
    judgements: (response.judgements ?? []).map(({ kind, reason, at, by }) => ({ kind, reason, at, by })),
    evidence: proofs.map(({ at, score, verdict, doubts = [], sender, formAgeSeconds }) => ({ at, score, verdict, doubts, human: sender.human, formAgeSeconds })),
  };
}
