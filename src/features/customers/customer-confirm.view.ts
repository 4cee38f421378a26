/** Builds the pages that ask before mail to a customer is stopped or allowed again, and before they are erased. */
import { adminFrame, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { customerPath } from '../../domain/answer-item.ts';
import { customerTexts } from '../../domain/customer-texts.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { CustomerTexts } from '../../domain/texts/customers-en.ts';
import { substitute } from '../../domain/variables.ts';
import { CUSTOMERS_PATH } from './customer-list.view.ts';
import { nameOf, type ShownCustomer } from './customer.view.ts';

type Named = Pick<ShownCustomer, '_id' | 'name' | 'email' | 'externalId'>;

interface MailData extends AdminFrame {
  words: CustomerTexts['page'];
  text: string;
  button: string;
  action: string;
  backHref: string;
}

/** @param reason why nothing is mailed to them; `null` asks to stop the mail */
export function mailChangePage(asked: Asked, { customer, reason }: { customer: Named & { email: string }; reason: keyof CustomerTexts['reasons'] | null }): Page<'admin/customers/mail', MailData> {
  const language = pageLanguage(asked);
  const { page: words, reasons } = customerTexts(language);
  const [title, text, button, part] = reason === null
    ? [words.suppressTitle, words.suppressText, words.suppressButton, '/suppress']
    : [words.allowTitle, substitute(words.allowText, { reason: reasons[reason] }), words.allowButton, '/allow'];
  return {
    view: 'admin/customers/mail',
    data: {
      ...adminFrame(asked, { title: substitute(title, { address: embedded(customer.email, language) }), current: CUSTOMERS_PATH }),
      words, text, button,
      action: customerPath(asked, customer._id, part),
      backHref: customerPath(asked, customer._id),
    },
  };
}

export interface EraseInput {
  customer: Named;
  /** What was typed instead of the word, or that a mail to them is under way. */
  refused: { typed: string; why: 'differs' | 'sending' } | null;
}

interface EraseData extends AdminFrame {
  words: CustomerTexts['page'];
  word: string;
  typed: string;
  problem: string | null;
  action: string;
  backHref: string;
}

/** What is to be typed so that nobody is erased by a slip: their address, else what else they are known by. */
export function eraseWord({ _id, email, externalId, name }: Named): string {
  return email ?? externalId ?? name ?? _id;
}

export function erasePage(asked: Asked, { customer, refused }: EraseInput): Page<'admin/customers/erase', EraseData> {
  const language = pageLanguage(asked);
  const words = customerTexts(language).page;
  const word = eraseWord(customer);
  const problems = { differs: substitute(words.confirmWrong, { word: embedded(word, language) }), sending: words.eraseWait };
  return {
    view: 'admin/customers/erase',
    data: {
      ...adminFrame(asked, { title: substitute(words.eraseTitle, { name: embedded(nameOf(customer, language), language) }), current: CUSTOMERS_PATH }),
      words,
      word,
      typed: refused?.typed ?? '',
      problem: refused && problems[refused.why],
      action: customerPath(asked, customer._id, '/erase'),
      backHref: customerPath(asked, customer._id),
    },
  };
}
