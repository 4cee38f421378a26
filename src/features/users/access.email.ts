/** Builds the mails about one's own access: the invitation, and the link for a new password. */
import type { Branding } from '../../domain/branding.ts';
import { embedded } from '../../domain/local-text.ts';
import { mailFrame } from '../../domain/mail-frame.ts';
import type { Mail, MailFrame } from '../../domain/mail-frame.ts';
import { peopleTexts } from '../../domain/people-texts.ts';
import type { Role } from '../../domain/roles.ts';
import { substitute, substituteLine } from '../../domain/variables.ts';

export interface AccessEmailInput {
  kind: 'invitation' | 'reset';
  /** Absolute URL of a link that works once. */
  url: string;
  inviter: string | null;
  role: Role;
  language: string;
  branding: Branding;
}

export interface AccessEmailData extends MailFrame {
  title: string;
  lines: string[];
  button: { url: string; text: string };
  note: string;
}

/** Pure. Nothing but its reader's own access stands in it, and nobody can unsubscribe from that. */
export function accessEmail({ kind, url, inviter, role, language, branding }: AccessEmailInput): Mail<'access-link', AccessEmailData> {
  const { mail, roles } = peopleTexts(language);
  const plain = { company: branding.companyName, name: inviter ?? '', role: roles[role].name };
  const shown = { ...plain, company: embedded(plain.company, language), name: embedded(plain.name, language) };
  const words = mail[kind];
  const text = kind === 'invitation' && inviter !== null ? mail.invitation.textByName : words.text;
  return {
    template: 'access-link',
    data: {
      ...mailFrame({ language, branding, ownUrl: url, subject: substituteLine(words.subject, plain), preheader: substituteLine(words.preheader, plain), why: substitute(words.why, shown), unsubscribe: null }),
      title: substitute(words.title, shown),
      lines: [text, ...(kind === 'invitation' ? [mail.invitation.role] : [])].map((line) => substitute(line, shown)),
      button: { url, text: words.button },
      note: words.note,
    },
  };
}
