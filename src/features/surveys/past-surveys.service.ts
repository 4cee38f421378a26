import type { App } from '../../app.ts';
import type { Metric, Scale } from '../../domain/metric.ts';
import { hashId } from '../../platform/token.ts';
import { pastSurveyPrefix } from './past-survey-key.ts';
import { SurveyInput, toDefinition } from './survey-input.ts';
import { putSurvey, type Survey } from './surveys.service.ts';

const LONGEST_KEY = 64;

export interface PastQuestion {
  touchpoint: string;
  metric: Metric;
  scale: Scale;
}

/** Past answers belong to a survey of their own, paused, so that they never mix with versions that were really asked. */
export function pastSurveyKey({ touchpoint, metric, scale }: PastQuestion): string {
  const prefix = pastSurveyPrefix({ metric, scale });
  const key = `${prefix}.${touchpoint}`;
  return key.length <= LONGEST_KEY ? key : `${prefix}.${hashId('touchpoint', touchpoint)}`;
}

/** Makes the survey of past answers to one question; the touchpoint must exist. */
export async function putPastSurvey(app: App, accountId: string, { touchpoint, metric, scale }: PastQuestion): Promise<Survey> {
  return putSurvey(app, accountId, pastSurveyKey({ touchpoint, metric, scale }), toDefinition(SurveyInput.parse({ metric, touchpoint, scale, status: 'paused' })));
}
