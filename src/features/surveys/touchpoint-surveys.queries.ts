import { isPastSurveyKey } from './past-survey-key.ts';
import { surveys, surveyVersions, type StoredVersion, type Survey } from './survey.model.ts';

/** Keys of the surveys that ask at a touchpoint, with the versions they got from `from` up to `to`, oldest first. */
export async function surveysAt(accountId: string, touchpoint: string, { from, to }: { from: Date; to: Date }): Promise<{ keys: string[]; versions: { survey: string; version: number; createdAt: Date }[] }> {
  const known: Pick<Survey, '_id' | 'key' | 'touchpoint'>[] = await surveys.of(accountId).find({}, { projection: { key: 1, touchpoint: 1 } });
  const here = new Map(known.flatMap((survey) => (survey.touchpoint === touchpoint && !isPastSurveyKey(survey.key) ? [[survey._id, survey.key] as const] : [])));
  if (here.size === 0) return { keys: [], versions: [] };
  const found: Pick<StoredVersion, 'surveyId' | 'version' | 'createdAt'>[] = await surveyVersions.of(accountId).find({ surveyId: { $in: [...here.keys()] } }, { projection: { surveyId: 1, version: 1, createdAt: 1 } });
  return {
    keys: [...here.values()],
    versions: found.filter(({ createdAt }) => createdAt >= from && createdAt < to).toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
      .map(({ surveyId, version, createdAt }) => ({ survey: here.get(surveyId) ?? '', version, createdAt })),
  };
}
