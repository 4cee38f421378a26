/** The part of the settings page about who an account's mail comes from, and whether others believe it. */
import { carried, pageLanguage, withQuery, type Asked } from '../../domain/admin-frame.ts';
import { accountTexts, type AccountTexts } from '../../domain/account-texts.ts';
import { localTime } from '../../domain/local-figures.ts';
import { embedded, embeddedVariables } from '../../domain/local-text.ts';
import { partOf, verdictOf, type SenderFinding, type Verdict } from '../../domain/sender-check.ts';
import { substitute } from '../../domain/variables.ts';
import { fieldKit, type SettingField } from './account-fields.ts';
import type { Form } from './account-form.ts';

interface ShownFinding {
  name: string;
  about: string;
  state: { text: string; tone: string };
  text: string;
  remedy: string | null;
  /** What stands in the DNS now; one line for each record. */
  found: { at: string; records: string[] } | null;
  /** What should. */
  wanted: { at: string; record: string } | null;
}

export interface SenderPart {
  action: string;
  fields: SettingField[];
  /** What is said about sending, and the button that changes it. */
  pause: { isPaused: boolean; text: string; reason: string | null; action: string; button: string };
  check: { action: string; state: string; findings: ShownFinding[] };
}

export interface SenderInput {
  form: Form;
  wrong: ReadonlySet<string>;
  /** The address where the account has none of its own. */
  mailFrom: string;
  paused: { at: Date; reason: string; byHand?: boolean } | null;
  check: { at: Date; domain: string; findings: readonly SenderFinding[] } | null;
  /** Whether the check is of the sender there is now. */
  isCurrent: boolean;
  timeZone: string;
}

const TONES: Readonly<Record<Verdict, string>> = { good: 'good', warning: '', bad: 'bad', unknown: '' };

export function senderPart(asked: Asked, { form, wrong, mailFrom, paused, check, isCurrent, timeZone }: SenderInput): SenderPart {
  const language = pageLanguage(asked);
  const texts = accountTexts(language);
  const { ui } = texts;
  const { field } = fieldKit(form, wrong, texts);
  const to = (step: string): string => withQuery(`/admin/account/sender${step}`, carried(asked));
  const checked = check && substitute(ui.checkedAt, { domain: embedded(check.domain, language), time: localTime(check.at, language, timeZone) });
  return {
    action: to(''),
    fields: [
      field('senderName', ui.senderName, ui.senderNameHelp),
      field('address', ui.address, substitute(ui.addressHelp, { address: embedded(mailFrom, language) }), { dir: 'ltr' }),
      field('replyTo', ui.replyTo, ui.replyToHelp, { dir: 'ltr' }),
    ],
    pause: {
      isPaused: paused !== null,
      text: paused === null ? `${ui.sends} ${ui.pauseHelp}` : substitute(paused.byHand === true ? ui.pausedByHand : ui.pausedByServer, { time: localTime(paused.at, language, timeZone) }),
      reason: paused === null || paused.byHand === true ? null : paused.reason,
      action: to(paused === null ? '/pause' : '/resume'),
      button: paused === null ? ui.pause : ui.resume,
    },
    check: {
      action: to('/check'),
      state: checked === null ? ui.notChecked : [checked, ...(isCurrent ? [] : [ui.otherDomain])].join(' '),
      findings: (check?.findings ?? []).map((finding) => shownFinding(finding, texts, language)),
    },
  };
}

function shownFinding(finding: SenderFinding, { about, findings, verdicts }: AccountTexts, language: string): ShownFinding {
  const { code, values } = finding;
  const verdict = verdictOf(finding);
  const { text, remedy } = findings[code];
  const { name = '', record, wanted } = values;
  const shown = embeddedVariables(values, language);
  return {
    name: partOf(finding).toUpperCase(),
    about: about[partOf(finding)],
    state: { text: verdicts[verdict], tone: TONES[verdict] },
    text: substitute(text, shown),
    remedy: remedy === null ? null : substitute(remedy, shown),
    found: record === undefined ? null : { at: name, records: record.split('\n') },
    wanted: wanted === undefined || verdict !== 'bad' ? null : { at: name, record: wanted },
  };
}
