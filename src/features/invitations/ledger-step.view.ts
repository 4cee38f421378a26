/** Builds the page that asks before an invitation is cancelled or sent again. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import type { InvitationStatus } from '../../domain/invitation-status.ts';
import { ledgerTexts } from '../../domain/ledger-texts.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { LedgerTexts } from '../../domain/texts/ledger-en.ts';
import { substitute } from '../../domain/variables.ts';
import { LEDGER } from './ledger.view.ts';

export interface StepInput {
  step: 'cancel' | 'retry';
  invitation: { id: string; surveyKey: string; address: string | null; name: string | null; status: InvitationStatus };
  /** Why it was refused, in English, or `null`. */
  refusal: string | null;
}

interface StepData extends AdminFrame {
  words: LedgerTexts['ui'];
  text: string;
  problem: string | null;
  facts: { name: string; value: string }[];
  action: string;
  backHref: string;
  button: string;
  isDanger: boolean;
}

export function ledgerStepPage(asked: Asked, { step, invitation, refusal }: StepInput): Page<'admin/invitations/step', StepData> {
  const { ui, statuses } = ledgerTexts(pageLanguage(asked));
  const isCancel = step === 'cancel';
  return {
    view: 'admin/invitations/step',
    data: {
      ...adminFrame(asked, { title: isCancel ? ui.cancelTitle : ui.retryTitle, current: LEDGER }),
      words: ui,
      text: isCancel ? ui.cancelText : ui.retryText,
      problem: refusal === null ? null : substitute(ui.refused, { reason: refusal }),
      facts: [{ name: ui.survey, value: invitation.surveyKey }, { name: ui.to, value: [invitation.name, invitation.address].filter((part) => part !== null).join(', ') || ui.nobody }, { name: ui.state, value: statuses[invitation.status] }],
      action: withQuery(`${LEDGER}/invitations/${encodeURIComponent(invitation.id)}/${step}`, carried(asked)),
      backHref: withQuery(LEDGER, carried(asked)),
      button: isCancel ? ui.cancel : ui.retry,
      isDanger: isCancel,
    },
  };
}
