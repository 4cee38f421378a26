/** Builds the page of an account's settings, and the one that asks before its time zone is changed. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { accountsTexts, type AccountsTexts } from '../../domain/accounts-texts.ts';
import { accountTexts, type AccountTexts } from '../../domain/account-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';
import type { Opening } from '../../platform/http/overtaken.ts';
import { fieldKit, type SettingField } from './account-fields.ts';
import type { Form, Section } from './account-form.ts';
import { brandingPart, type BrandingInput, type BrandingPart } from './branding-part.ts';
import { senderPart, type SenderInput, type SenderPart } from './sender-part.ts';

export const ACCOUNT_PATH = '/admin/account';

interface ShownZoneChange {
  from: string;
  startedAt: Date;
  step: 'asks' | 'answers' | 'outcomes';
  seen: number;
}

export interface AccountPageInput {
  /** The account as the fields show it. */
  stored: Form;
  /** A form that was refused, or is only looked at. */
  sent: { section: Section; form: Form; wrong: readonly string[] } | null;
  openings: Readonly<Record<Section, Opening>>;
  timeZone: string;
  zoneChange: ShownZoneChange | null;
  /** IANA zones to choose from. */
  zones: readonly string[];
  now: Date;
  branding: Pick<BrandingInput, 'baseUrl' | 'hasSurvey'>;
  sender: Pick<SenderInput, 'mailFrom' | 'paused' | 'check' | 'isCurrent'>;
}

interface AccountData extends AdminFrame {
  words: AccountTexts['ui'];
  done: string | null;
  problem: string | null;
  openings: Readonly<Record<Section, Opening>>;
  /** Whether any of them was. */
  opening: Pick<Opening, 'isOvertaken'>;
  general: { action: string; fields: SettingField[] };
  dates: { action: string; fields: SettingField[] };
  zone: { now: string; running: { text: string; progress: string; hereHref: string } | null; action: string; lang: string; regions: { name: string; zones: { value: string; text: string; isChosen: boolean }[] }[] };
  branding: BrandingPart;
  sender: SenderPart;
  /** What owners alone may do. */
  others: { mayDelete: boolean; words: AccountsTexts['ui']; listHref: string; deleteHref: string };
}

const NOTHING: ReadonlySet<string> = new Set();

export function accountPage(asked: Asked, input: AccountPageInput): Page<'admin/accounts/settings', AccountData> {
  const { stored, sent, openings, timeZone, zoneChange } = input;
  const language = pageLanguage(asked);
  const texts = accountTexts(language);
  const { ui } = texts;
  const shown = (section: Section): { form: Form; wrong: ReadonlySet<string> } => (sent?.section === section ? { form: sent.form, wrong: new Set(sent.wrong) } : { form: stored, wrong: NOTHING });
  const { general, dates } = { general: shown('general'), dates: shown('dates') };
  const { field } = fieldKit(general.form, general.wrong, texts);
  const { choice } = fieldKit(dates.form, dates.wrong, texts);
  const to = (step: string): string => withQuery(`${ACCOUNT_PATH}${step}`, carried(asked));
  return {
    view: 'admin/accounts/settings',
    data: {
      ...adminFrame(asked, { title: ui.title, current: ACCOUNT_PATH }),
      words: ui,
      done: new Map(Object.entries(texts.done)).get(asked.query['done'] ?? '') ?? null,
      problem: sent !== null && sent.wrong.length > 0 ? ui.formProblem : null,
      openings,
      opening: { isOvertaken: Object.values(openings).some(({ isOvertaken }) => isOvertaken) },
      general: {
        action: to('/general'),
        fields: [
          field('name', ui.name, ui.nameHelp), field('languages', ui.languages, ui.languagesHelp, { dir: 'ltr' }),
          field('minimumSample', ui.minimumSample, ui.minimumSampleHelp, { type: 'number', dir: 'ltr' }), field('segmentKeys', ui.segmentKeys, ui.segmentKeysHelp, { isArea: true }),
        ],
      },
      dates: {
        action: to('/dates'),
        fields: [
          choice('weekStart', ui.weekStart, ui.weekStartHelp, weekdays(language)),
          choice('calendar', ui.calendar, ui.calendarHelp, [['gregorian', ui.gregorian], ['jalali', ui.jalali]]),
        ],
      },
      zone: {
        now: substitute(ui.zoneNow, { zone: timeZone, time: localTime(input.now, language, timeZone) }),
        running: zoneChange && runningText(asked, zoneChange, timeZone),
        action: `${ACCOUNT_PATH}/time-zone`,
        lang: carried(asked)['lang'] ?? '',
        regions: regionsOf(input.zones, timeZone),
      },
      branding: brandingPart(asked, { ...shown('branding'), ...input.branding, isUnsaved: sent?.section === 'branding' && sent.wrong.length === 0 }),
      sender: senderPart(asked, { ...shown('sender'), ...input.sender, timeZone }),
      others: {
        mayDelete: asked.visitor?.policies.has('account.delete') === true, words: accountsTexts(language).ui,
        listHref: withQuery('/admin/accounts', carried(asked)), deleteHref: to('/delete'),
      },
    },
  };
}

/** ISO weekdays with their names. */
function weekdays(language: string): (readonly [string, string])[] {
  const name = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return [1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), name.format(new Date(Date.UTC(2024, 0, day)))] as const);
}

function runningText(asked: Asked, { from, startedAt, step, seen }: ShownZoneChange, timeZone: string): { text: string; progress: string; hereHref: string } {
  const language = pageLanguage(asked);
  const { ui } = accountTexts(language);
  return {
    text: substitute(ui.zoneRunning, { from, to: timeZone, time: localTime(startedAt, language, timeZone) }),
    progress: substitute({ asks: ui.zoneAsks, answers: ui.zoneAnswers, outcomes: ui.zoneOutcomes }[step], { count: localFigure(seen, language) }),
    hereHref: withQuery(ACCOUNT_PATH, carried(asked)),
  };
}

/** By the part of the world that stands first in a zone's name. */
function regionsOf(zones: readonly string[], chosen: string): { name: string; zones: { value: string; text: string; isChosen: boolean }[] }[] {
  const regions = new Map<string, { value: string; text: string; isChosen: boolean }[]>();
  for (const value of [...new Set([...zones, chosen])].toSorted()) {
    const at = value.indexOf('/');
    const name = at < 0 ? 'UTC' : value.slice(0, at);
    regions.set(name, [...regions.get(name) ?? [], { value, text: value.slice(at + 1).replaceAll('_', ' '), isChosen: value === chosen }]);
  }
  return [...regions].map(([name, members]) => ({ name, zones: members }));
}

interface ZoneData extends AdminFrame {
  words: AccountTexts['ui'];
  /** Why the change cannot be made now; then there is nothing to confirm. */
  problem: string | null;
  text: string;
  timeZone: string;
  action: string;
  backHref: string;
}

export function zonePage(asked: Asked, { from, to, isBusy }: { from: string; to: string; isBusy: boolean }): Page<'admin/accounts/time-zone', ZoneData> {
  const { ui } = accountTexts(pageLanguage(asked));
  return {
    view: 'admin/accounts/time-zone',
    data: {
      ...adminFrame(asked, { title: substitute(ui.zoneAsk, { zone: to }), current: ACCOUNT_PATH }),
      words: ui,
      problem: isBusy ? ui.zoneBusy : from === to ? ui.zoneSame : null,
      text: substitute(ui.zoneAskText, { from, to }),
      timeZone: to,
      action: withQuery(`${ACCOUNT_PATH}/time-zone`, carried(asked)),
      backHref: withQuery(ACCOUNT_PATH, carried(asked)),
    },
  };
}
