/** Builds the page on which customers are found. */
import { adminFrame, carried, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { customerPath } from '../../domain/answer-item.ts';
import { customerTexts } from '../../domain/customer-texts.ts';
import { localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { wordFor } from '../../domain/source-texts.ts';
import type { CustomerTexts } from '../../domain/texts/customers-en.ts';
import { substitute } from '../../domain/variables.ts';

export const CUSTOMERS_PATH = '/admin/customers';
export const LONGEST_SEARCH = 200;

export interface CustomerListInput {
  /** As it was typed; `''` for no search. */
  text: string;
  /** Those found, or those who answered lately. */
  customers: readonly { _id: string; name: string | null; email: string | null; externalId: string | null; createdAt: Date }[];
  hasMore: boolean;
  timeZone: string;
}

interface CustomerListData extends AdminFrame {
  words: CustomerTexts['list'];
  done: string | null;
  action: string;
  hidden: { name: string; value: string }[];
  text: string;
  longest: number;
  heading: string;
  rows: { href: string; name: string; email: string | null; externalId: string | null; since: string }[];
  hasMore: boolean;
  none: string | null;
  isEmpty: boolean;
}

export function customerListPage(asked: Asked, { text, customers, hasMore, timeZone }: CustomerListInput): Page<'admin/customers/index', CustomerListData> {
  const language = pageLanguage(asked);
  const { list: words, done } = customerTexts(language);
  return {
    view: 'admin/customers/index',
    data: {
      ...adminFrame(asked, { title: words.title, current: CUSTOMERS_PATH }),
      words,
      done: wordFor(done, asked.query['done'] ?? ''),
      action: CUSTOMERS_PATH,
      hidden: Object.entries(carried(asked)).map(([name, value]) => ({ name, value })),
      text,
      longest: LONGEST_SEARCH,
      heading: text === '' ? words.lately : words.found,
      rows: customers.map(({ _id, name, email, externalId, createdAt }) => ({ href: customerPath(asked, _id), name: name ?? words.unnamed, email, externalId, since: localTime(createdAt, language, timeZone) })),
      hasMore,
      none: text !== '' && customers.length === 0 ? substitute(words.none, { text }) : null,
      isEmpty: text === '' && customers.length === 0,
    },
  };
}
