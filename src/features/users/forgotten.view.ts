/** Builds the pages on which a new password is asked for by mail. The same answer whether anybody has the address or not. */
import { accessTexts, type AccessTexts } from '../../domain/access-texts.ts';
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localFigure } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';

export type ForgottenProblem = 'address' | { seconds: number };

interface ForgottenData extends AdminFrame {
  words: AccessTexts;
  email: string;
  action: string;
  problem: string | null;
  signInHref: string;
}

export function forgottenPage(asked: Asked, { email, problem }: { email: string; problem: ForgottenProblem | null }): Page<'admin/users/forgotten', ForgottenData> {
  const language = pageLanguage(asked);
  const words = accessTexts(language);
  const frame = adminFrame(asked, { title: words.forgottenTitle, current: '' });
  return {
    view: 'admin/users/forgotten',
    data: {
      ...frame,
      words,
      email,
      action: withQuery('/admin/forgotten', carried(asked)),
      problem: problem && (problem === 'address' ? words.emailWrong : substitute(frame.ui.signInWait, { seconds: localFigure(problem.seconds, language) })),
      signInHref: withQuery('/admin/sign-in', carried(asked)),
    },
  };
}

interface SentData extends AdminFrame {
  words: AccessTexts;
  signInHref: string;
}

export function resetSentPage(asked: Asked): Page<'admin/users/reset-sent', SentData> {
  const words = accessTexts(pageLanguage(asked));
  return {
    view: 'admin/users/reset-sent',
    data: { ...adminFrame(asked, { title: words.sentTitle, current: '' }), words, signInHref: withQuery('/admin/sign-in', carried(asked)) },
  };
}
