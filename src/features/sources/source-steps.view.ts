/** Builds the pages that ask before a source gets a new secret, and before it goes. */
import { adminFrame, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import type { Page } from '../../domain/page-frame.ts';
import { sourceTexts } from '../../domain/source-texts.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import { senderOf, type SourceKind } from './senders.ts';
import { kindName, LIST, problemOf, sourcePath, type FieldProblem, type SourceWords } from './source-parts.ts';

interface RenewData extends AdminFrame {
  words: SourceWords;
  name: string;
  action: string;
  backHref: string;
  /** `false`: it is the first one that is entered. */
  isRenewal: boolean;
  help: string;
  isNeeded: boolean;
  button: string;
  /** Names the secret that is to be replaced, so that a form sent twice replaces it once. */
  since: string;
  problem: FieldProblem | null;
}

export interface RenewPageInput {
  source: { id: string; name: string; kind: SourceKind };
  /** `''`: there is none yet. */
  since: string;
  errors: readonly FieldError[];
}

export function renewPage(asked: Asked, { source: { id, name, kind }, since, errors }: RenewPageInput): Page<'admin/sources/rotate', RenewData> {
  const language = pageLanguage(asked);
  const { ui: words } = sourceTexts(language);
  const isGiven = senderOf(kind).secretFrom === 'there';
  const isRenewal = since !== '';
  return {
    view: 'admin/sources/rotate',
    data: {
      ...adminFrame(asked, { title: isRenewal ? substitute(words.renewTitle, { name }) : words.enterSecret, current: LIST }),
      words,
      name,
      action: sourcePath(asked, id, '/rotate'),
      backHref: sourcePath(asked, id),
      isRenewal,
      help: !isGiven ? words.secretHere : substitute(isRenewal ? words.renewGive : words.enterHelp, { kind: kindName(kind, language) }),
      isNeeded: isGiven,
      button: isGiven ? words.renewEnter : words.renewMake,
      since,
      problem: problemOf(errors, 'secret', words.secretWrong),
    },
  };
}

interface RemoveData extends AdminFrame {
  words: SourceWords;
  action: string;
  backHref: string;
}

export function removePage(asked: Asked, { id, name }: { id: string; name: string }): Page<'admin/sources/delete', RemoveData> {
  const { ui: words } = sourceTexts(pageLanguage(asked));
  return {
    view: 'admin/sources/delete',
    data: { ...adminFrame(asked, { title: substitute(words.removeTitle, { name }), current: LIST }), words, action: sourcePath(asked, id, '/delete'), backHref: sourcePath(asked, id) },
  };
}
