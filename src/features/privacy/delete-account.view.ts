/** Builds the page that asks before an account is deleted, and the one that says that it is. */
import { accountsTexts, type AccountsTexts } from '../../domain/accounts-texts.ts';
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';

const DELETE_PATH = '/admin/account/delete';

interface DeleteData extends AdminFrame {
  words: AccountsTexts['ui'];
  hasOthers: boolean;
  help: string;
  /** What was typed, where it was not the name. */
  typed: string;
  problem: string | null;
  action: string;
  backHref: string;
}

export function deletePage(asked: Asked, { name, typed, hasOthers }: { name: string; typed: string | null; hasOthers: boolean }): Page<'admin/accounts/delete', DeleteData> {
  const language = pageLanguage(asked);
  const { ui: words } = accountsTexts(language);
  return {
    view: 'admin/accounts/delete',
    data: {
      ...adminFrame(asked, { title: substitute(words.deleteAsk, { name: embedded(name, language) }), current: '/admin/account' }),
      words,
      hasOthers,
      help: substitute(words.typeHelp, { name: embedded(name, language) }),
      typed: typed ?? '',
      problem: typed === null ? null : words.typeWrong,
      action: withQuery(DELETE_PATH, carried(asked)),
      backHref: withQuery('/admin/account', carried(asked)),
    },
  };
}

interface DeletedData extends AdminFrame {
  words: AccountsTexts['ui'];
  text: string;
  signInHref: string;
}

/** For somebody who is signed in nowhere any more. */
export function deletedPage(asked: Asked, { name }: { name: string }): Page<'admin/accounts/deleted', DeletedData> {
  const language = pageLanguage(asked);
  const { ui: words } = accountsTexts(language);
  return {
    view: 'admin/accounts/deleted',
    data: {
      ...adminFrame({ ...asked, visitor: null, path: '/admin/sign-in', query: { lang: language.slice(0, 2) } }, { title: words.deletedTitle, current: '' }),
      words,
      text: substitute(words.deletedText, { name: embedded(name, language) }),
      signInHref: withQuery('/admin/sign-in', { lang: language.slice(0, 2) }),
    },
  };
}
