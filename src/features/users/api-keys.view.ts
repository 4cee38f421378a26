/** Builds the page of API keys. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { IDLE_DAYS, isIdle, keyState, lastDayOf, MOST_KEYS } from '../../domain/api-key.ts';
import { localDay, localFigure, localTime } from '../../domain/local-figures.ts';
import { keysTexts, type KeysTexts } from '../../domain/keys-texts.ts';
import type { Page } from '../../domain/page-frame.ts';
import { dayOf } from '../../domain/period.ts';
import { substitute } from '../../domain/variables.ts';

const SCOPES = ['read', 'write', 'admin'] as const;

export interface ListedKey {
  keyId: string;
  name: string;
  scope: (typeof SCOPES)[number];
  createdAt: Date;
  revokedAt: Date | null;
  expiresAt?: Date | null;
  lastUsedAt?: Date;
}

export type KeyProblem = 'name' | 'expires' | 'too-many';

export interface KeysPageInput {
  /** Oldest first. */
  keys: readonly ListedKey[];
  timeZone: string;
  /** The key just made: shown here and never again. */
  created: { name: string; key: string } | null;
  /** The form as it was sent, when it was not usable. */
  refused: { name: string; scope: string; expires: string; problems: readonly KeyProblem[] } | null;
  now: Date;
}

interface KeysData extends AdminFrame {
  rows: { name: string; scope: string; createdAt: string; lastDay: string; lastUsed: string; isIdle: boolean; isLive: boolean; state: string; revokeAction: string | null; revokeLabel: string }[];
  words: KeysTexts;
  idleText: string;
  isRefused: boolean;
  firstDay: string;
  expires: string;
  expiresProblem: string | null;
  created: { title: string; key: string } | null;
  nameProblem: string | null;
  name: string;
  scopes: { value: string; text: string; isChosen: boolean }[];
  action: string;
}

export function keysPage(asked: Asked, { keys, timeZone, created, refused, now }: KeysPageInput): Page<'admin/users/keys', KeysData> {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const scopeTexts = { read: ui.scopeRead, write: ui.scopeWrite, admin: ui.scopeAdmin };
  const words = keysTexts(language);
  const states = { live: ui.keyLive, expired: words.expired, revoked: ui.keyRevoked };
  const live = keys.filter((key) => keyState(key, now) === 'live');
  const over = keys.filter((key) => keyState(key, now) !== 'live');
  return {
    view: 'admin/users/keys',
    data: {
      ...adminFrame(asked, { title: ui.keysTitle, current: '/admin/keys' }),
      rows: [...live.toReversed(), ...over.toReversed()].map((key) => {
        const { keyId, name, scope, createdAt, expiresAt = null, lastUsedAt, revokedAt } = key;
        const state = keyState(key, now);
        return {
          name,
          scope: scopeTexts[scope],
          createdAt: localTime(createdAt, language, timeZone),
          lastDay: expiresAt === null ? words.endless : localDay(lastDayOf(expiresAt, timeZone), language, 'full'),
          lastUsed: lastUsedAt === undefined ? words.unused : localTime(lastUsedAt, language, timeZone),
          isIdle: isIdle(key, now),
          isLive: state === 'live',
          state: states[state],
          revokeAction: revokedAt !== null ? null : withQuery(`/admin/keys/${encodeURIComponent(keyId)}/revoke`, carried(asked)),
          revokeLabel: substitute(ui.revokeNamed, { name }),
        };
      }),
      words,
      idleText: substitute(words.idle, { days: localFigure(IDLE_DAYS, language) }),
      isRefused: refused !== null,
      firstDay: dayOf(now, timeZone),
      expires: refused?.expires ?? '',
      expiresProblem: refused?.problems.includes('expires') ? words.expiresWrong : null,
      created: created && { title: substitute(ui.keyCreatedTitle, { name: created.name }), key: created.key },
      nameProblem: refused?.problems.includes('name') ? ui.keyNameWrong : refused?.problems.includes('too-many') ? substitute(words.tooMany, { count: localFigure(MOST_KEYS, language) }) : null,
      name: refused?.name ?? '',
      scopes: SCOPES.map((value) => ({ value, text: scopeTexts[value], isChosen: value === (refused?.scope ?? 'write') })),
      action: withQuery('/admin/keys', carried(asked)),
    },
  };
}
