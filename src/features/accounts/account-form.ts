/** The forms of the settings page, as the change they ask for. What a browser sends is text; an empty field of a kind that may be absent is `null`. */
import { tryParse, type Parsed } from '../../platform/http/parse.ts';
import { AccountChange } from './account-input.ts';
import type { Account } from './accounts.service.ts';

export const SECTIONS = ['general', 'dates', 'branding', 'sender'] as const;
export type Section = (typeof SECTIONS)[number];

export type Form = Readonly<Record<string, string>>;

/** Fields by the place in a change they stand for. */
const FIELDS: Readonly<Record<string, string>> = {
  '/name': 'name', '/languages': 'languages', '/minimumSample': 'minimumSample', '/segmentKeys': 'segmentKeys', '/weekStart': 'weekStart', '/calendar': 'calendar', '/timeZone': 'timeZone',
  '/branding/companyName': 'companyName', '/branding/color': 'color', '/branding/logoUrl': 'logoUrl', '/branding/postalAddress': 'postalAddress',
  '/sender/name': 'senderName', '/sender/address': 'address', '/sender/replyTo': 'replyTo',
};

/** The field of a form that an error is about. */
export function fieldOf(pointer: string): string {
  return FIELDS[pointer] ?? FIELDS[pointer.replace(/\/\d+$/, '')] ?? '';
}

export function readSection(section: Section, form: Form): Parsed<AccountChange> {
  return tryParse(AccountChange, CHANGES[section](form));
}

const textOf = (form: Form, name: string): string => form[name] ?? '';
/** Absent where nothing is written. */
const orNull = (form: Form, name: string): string | null => textOf(form, name).trim() || null;
const numberOf = (form: Form, name: string): number => (textOf(form, name).trim() === '' ? NaN : Number(textOf(form, name)));
const listOf = (form: Form, name: string, separator: RegExp): string[] => textOf(form, name).split(separator).map((part) => part.trim()).filter((part) => part !== '');

const CHANGES: Readonly<Record<Section, (form: Form) => unknown>> = {
  general: (form) => ({
    name: textOf(form, 'name'), languages: [...new Set(listOf(form, 'languages', /[\s,،;]+/))], minimumSample: numberOf(form, 'minimumSample'),
    segmentKeys: [...new Set(listOf(form, 'segmentKeys', /\r?\n/))],
  }),
  dates: (form) => ({ weekStart: numberOf(form, 'weekStart'), calendar: textOf(form, 'calendar') }),
  branding: (form) => ({ branding: {
    companyName: textOf(form, 'companyName'), color: textOf(form, 'color').trim(), logoUrl: orNull(form, 'logoUrl'),
    postalAddress: orNull(form, 'postalAddress')?.replaceAll('\r\n', '\n') ?? null,
  } }),
  sender: (form) => ({ sender: { name: orNull(form, 'senderName'), address: orNull(form, 'address'), replyTo: orNull(form, 'replyTo') } }),
};

const OWN: Readonly<Record<Section, readonly string[]>> = {
  general: ['name', 'languages', 'minimumSample', 'segmentKeys'], dates: ['weekStart', 'calendar'],
  branding: ['companyName', 'color', 'logoUrl', 'postalAddress'], sender: ['senderName', 'address', 'replyTo'],
};

/** What one section shows of the account as it is. */
export function sectionOf(section: Section, account: Account): Form {
  const form = formOf(account);
  return Object.fromEntries(OWN[section].map((name) => [name, form[name] ?? '']));
}

/** What each field shows of the account as it is. */
export function formOf({ name, languages, minimumSample, segmentKeys, weekStart, calendar, branding, sender }: Account): Form {
  return {
    name, languages: languages.join(', '), minimumSample: String(minimumSample), segmentKeys: segmentKeys.join('\n'), weekStart: String(weekStart), calendar,
    companyName: branding.companyName, color: branding.color, logoUrl: branding.logoUrl ?? '', postalAddress: branding.postalAddress ?? '',
    senderName: sender.name ?? '', address: sender.address ?? '', replyTo: sender.replyTo ?? '',
  };
}
