/** Builds the two pages of an unsubscribe link: the question, which changes nothing by being shown, and the confirmation. */
import type { Branding } from '../../domain/branding.ts';
import { uiStrings } from '../../domain/default-texts.ts';
import { embedded } from '../../domain/local-text.ts';
import { pageFrame } from '../../domain/page-frame.ts';
import type { Page, PageFrame } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';

export interface UnsubscribePageInput {
  /** BCP 47 tag of the mail the link came in. */
  language: string;
  branding: Branding;
  /** `{BASE_URL}/u/{token}` */
  pageUrl: string;
}

export interface UnsubscribePageData extends PageFrame {
  heading: string;
  text: string;
  /** Path the form is posted to, and its button. */
  action: string;
  button: string;
}

export interface UnsubscribedPageData extends PageFrame {
  heading: string;
  text: string;
}

export function unsubscribePage({ language, branding, pageUrl }: UnsubscribePageInput): Page<'public/unsubscribe', UnsubscribePageData> {
  const ui = uiStrings(language);
  return {
    view: 'public/unsubscribe',
    data: {
      ...pageFrame({ language, branding, pageUrl, title: ui.unsubscribeTitle }),
      heading: ui.unsubscribeTitle,
      text: substitute(ui.unsubscribeText, { company: embedded(branding.companyName, language) }),
      action: new URL(pageUrl).pathname,
      button: ui.unsubscribeButton,
    },
  };
}

export function unsubscribedPage({ language, branding, pageUrl }: UnsubscribePageInput): Page<'public/unsubscribed', UnsubscribedPageData> {
  const ui = uiStrings(language);
  return {
    view: 'public/unsubscribed',
    data: {
      ...pageFrame({ language, branding, pageUrl, title: ui.unsubscribedTitle }),
      heading: ui.unsubscribedTitle,
      text: substitute(ui.unsubscribedText, { company: embedded(branding.companyName, language) }),
    },
  };
}
