/** Builds the page of a person's accounts. */
import { accountsTexts, type AccountsTexts } from '../../domain/accounts-texts.ts';
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import { peopleTexts } from '../../domain/people-texts.ts';
import type { Role } from '../../domain/roles.ts';
import { substitute } from '../../domain/variables.ts';

export const ACCOUNTS_PATH = '/admin/accounts';

export interface OwnAccountsInput {
  /** By name. */
  accounts: readonly { accountId: string; name: string; role: Role }[];
  here: string;
  /** `null` for those who may not make one. */
  zones: readonly string[] | null;
  /** The form as it was sent, and which of its fields were wrong; a zone alone where nothing was sent. */
  form: { name: string; timeZone: string; wrong: readonly string[] };
}

interface OwnAccountsData extends AdminFrame {
  words: AccountsTexts['ui'];
  done: string | null;
  problem: string | null;
  isAlone: boolean;
  rows: { name: string; role: string; isHere: boolean; action: string; label: string }[];
  form: { action: string; name: string; nameProblem: string | null; zoneProblem: string | null; zones: { value: string; isChosen: boolean }[] } | null;
}

export function ownAccountsPage(asked: Asked, { accounts, here, zones, form }: OwnAccountsInput): Page<'admin/users/accounts', OwnAccountsData> {
  const language = pageLanguage(asked);
  const texts = accountsTexts(language);
  const { ui: words } = texts;
  const { roles } = peopleTexts(language);
  return {
    view: 'admin/users/accounts',
    data: {
      ...adminFrame(asked, { title: words.title, current: asked.visitor?.policies.has('settings.manage') === true ? '/admin/account' : '/admin/password' }),
      words,
      done: new Map(Object.entries(texts.done)).get(asked.query['done'] ?? '') ?? null,
      problem: form.wrong.length > 0 ? words.checkForm : null,
      isAlone: accounts.length === 1,
      rows: accounts.map(({ accountId, name, role }) => ({
        name, role: roles[role].name, isHere: accountId === here,
        action: withQuery(`${ACCOUNTS_PATH}/${encodeURIComponent(accountId)}/switch`, carried(asked)), label: substitute(words.openNamed, { name: embedded(name, language) }),
      })),
      form: zones && {
        action: withQuery(ACCOUNTS_PATH, carried(asked)),
        name: form.name,
        nameProblem: form.wrong.includes('name') ? words.nameWrong : null,
        zoneProblem: form.wrong.includes('timeZone') ? words.timeZoneWrong : null,
        zones: [...new Set([...zones, form.timeZone])].filter((zone) => zone !== '').toSorted().map((value) => ({ value, isChosen: value === form.timeZone })),
      },
    },
  };
}
