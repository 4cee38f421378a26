/** Survey versions with their default words, and the renderer of this repository, for tests of what customers see. */
import { join } from 'node:path';
import type { Branding } from '../../src/domain/branding.ts';
import { defaultWording } from '../../src/domain/default-texts.ts';
import { defaultScale, defaultThresholds, METRICS, supportedScales } from '../../src/domain/metric.ts';
import type { Metric, Scale } from '../../src/domain/metric.ts';
import type { SurveyVersion } from '../../src/domain/survey.ts';
import { createRenderer } from '../../src/platform/render.ts';

const ROOT = join(import.meta.dirname, '../..');

export const VIEWS_DIR = join(ROOT, 'views');
export const TEMPLATES_DIR = join(ROOT, 'templates');

export function aRenderer(): ReturnType<typeof createRenderer> {
  return createRenderer({ viewsDir: VIEWS_DIR, templatesDir: TEMPLATES_DIR });
}

export function aVersion(metric: Metric = 'nps', scale: Scale = defaultScale(metric)): SurveyVersion {
  const thresholds = defaultThresholds(metric, scale);
  if (!thresholds) throw new Error(`${metric} is not asked on ${scale.min}-${scale.max}`);
  return { metric, scale, thresholds, ...defaultWording(metric, scale) };
}

/** Every metric on every scale it may be asked on. */
export const EVERY_SCALE: { metric: Metric; scale: Scale }[] = METRICS.flatMap((metric) =>
  supportedScales(metric).map((name) => {
    const [min = 0, max = 0] = name.split('-').map(Number);
    return { metric, scale: { min, max } };
  }),
);

export const BRANDING: Branding = { companyName: 'Nordwind', color: '#0f5ea8', postalAddress: 'Hafenstraße 12\n20457 Hamburg' };

/** Text that would break out of HTML, a header, a template or the reading order if anything let it. */
export const HOSTILE = '"><script>alert(1)</script>{{company}}{{#each x}}\r\nBcc: a@b.c\u202E\u0000';
