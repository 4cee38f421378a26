import type { Scale } from '../../domain/metric.ts';
import { createCache } from '../../platform/cache.ts';
import { surveyVersions } from './survey.model.ts';

/** Versions never change, so they may be kept for ever. */
const cached = createCache((id) => surveyVersions.everyAccount.findOne({ _id: id }), { seconds: Infinity, maxEntries: 2000 });

/** The scale of a survey version, `null` when there is no such version. By a stored reference, so across accounts. */
export async function scaleOfVersion(surveyId: string, version: number): Promise<Scale | null> {
  return (await cached.get(`${surveyId}:${version}`))?.content.scale ?? null;
}
