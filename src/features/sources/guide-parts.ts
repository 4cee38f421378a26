/** A guide as pages show it, for one address. */
import { shellSample } from '../../platform/signature/shell-sample.ts';
import type { Scheme } from '../../platform/signature/scheme.ts';
import { readableJson } from '../../platform/readable-json.ts';
import type { Guide } from './guides/guide.ts';
import { guideOf } from './guides.ts';
import { exampleOf } from './sender-examples.ts';
import type { SourceKind } from './senders.ts';

export interface ShownGuide extends Pick<Guide, 'documentation' | 'body' | 'events' | 'failure' | 'test'> {
  /** `address` stands below the step that tells to paste it. */
  steps: { text: string; address: string | null }[];
  /** What to type into a shell. */
  sample: string;
}

const PASTES = /\bthe address\b/;

export function shownGuide(kind: SourceKind, { url, scheme }: { url: string; scheme: Scheme }): ShownGuide {
  const { documentation, steps, body, events, failure, test } = guideOf(kind);
  const { headers, payload } = exampleOf(kind);
  const pasting = steps.findIndex((text) => PASTES.test(text));
  return {
    documentation, body, events, failure, test,
    steps: steps.map((text, index) => ({ text, address: index === pasting ? url : null })),
    sample: shellSample(scheme, { url, secretName: 'SECRET', headers, body: readableJson(payload) }),
  };
}
