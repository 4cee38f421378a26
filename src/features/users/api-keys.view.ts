/** Builds the page of API keys. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';

const SCOPES = ['read', 'write', 'admin'] as const;

export interface ListedKey {
  keyId: string;
  name: string;
  scope: (typeof SCOPES)[number];
  createdAt: Date;
  revokedAt: Date | null;
}

export interface KeysPageInput {
  /** Oldest first. */
  keys: readonly ListedKey[];
  timeZone: string;
  /** The key just made: shown here and never again. */
  created: { name: string; key: string } | null;
  /** The form as it was sent, when its name was not usable. */
  refused: { name: string; scope: string } | null;
}

interface KeysData extends AdminFrame {
  rows: { name: string; scope: string; createdAt: string; isLive: boolean; state: string; revokeAction: string; revokeLabel: string }[];
  created: { title: string; key: string } | null;
  problem: string | null;
  name: string;
  scopes: { value: string; text: string; isChosen: boolean }[];
  action: string;
}

export function keysPage(asked: Asked, { keys, timeZone, created, refused }: KeysPageInput): Page<'admin/users/keys', KeysData> {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const scopeTexts = { read: ui.scopeRead, write: ui.scopeWrite, admin: ui.scopeAdmin };
  const live = keys.filter(({ revokedAt }) => revokedAt === null);
  const revoked = keys.filter(({ revokedAt }) => revokedAt !== null);
  return {
    view: 'admin/users/keys',
    data: {
      ...adminFrame(asked, { title: ui.keysTitle, current: '/admin/keys' }),
      rows: [...live.toReversed(), ...revoked.toReversed()].map(({ keyId, name, scope, createdAt, revokedAt }) => ({
        name,
        scope: scopeTexts[scope],
        createdAt: localTime(createdAt, language, timeZone),
        isLive: revokedAt === null,
        state: revokedAt === null ? ui.keyLive : ui.keyRevoked,
        revokeAction: withQuery(`/admin/keys/${encodeURIComponent(keyId)}/revoke`, carried(asked)),
        revokeLabel: substitute(ui.revokeNamed, { name }),
      })),
      created: created && { title: substitute(ui.keyCreatedTitle, { name: created.name }), key: created.key },
      problem: refused && ui.keyNameWrong,
      name: refused?.name ?? '',
      scopes: SCOPES.map((value) => ({ value, text: scopeTexts[value], isChosen: value === (refused?.scope ?? 'write') })),
      action: withQuery('/admin/keys', carried(asked)),
    },
  };
}
