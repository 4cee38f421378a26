/** What the answers that are held back would change about a score, in a sentence. */
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { answerTexts } from '../../domain/answer-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import { valueText, type Reading } from '../../domain/metric-texts.ts';
import type { ScoreFigures } from '../../domain/score-figures.ts';
import { substitute } from '../../domain/variables.ts';

export interface HeldNote {
  text: string;
  /** `null`: not for this visitor. */
  href: string | null;
  link: string;
}

/** `null` where nothing is held back. */
export function heldNote(asked: Asked, { heldBack, value }: ScoreFigures, reading: Reading): HeldNote | null {
  if (heldBack === undefined || heldBack.rawValue === null) return null;
  const { metric, language } = reading;
  const { note, noteOnly, noteLink } = answerTexts(language).held;
  const shown = { count: localFigure(heldBack.count, language), metric: metric.toUpperCase(), raw: valueText(heldBack.rawValue, reading) };
  return {
    text: value === null ? substitute(noteOnly, shown) : substitute(note, { ...shown, value: valueText(value, reading) }),
    href: asked.visitor?.policies.has('answers.judge') === true ? withQuery('/admin/answers/held-back', carried(asked)) : null,
    link: noteLink,
  };
}
