/** The second step of signing in: codes of an app, or recovery codes where the app is lost. */
import { randomBytes } from 'node:crypto';
import type { App } from '../../app.ts';
import { RECOVERY_BYTES, recoveryCode, typedCode } from '../../domain/second-step.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { codeAddress, newCodeSecret, stepOfCode } from '../../platform/one-time-code.ts';
import { keyedHash, seal, unseal } from '../../platform/token.ts';
import { users, type User } from './user.model.ts';
import { endAllSessions, nameOf } from './users.service.ts';

const OFFER_MS = 30 * 60_000;
const RECOVERY_CODES = 10;
/** Apps show little of it, and a QR code holds little. */
const LONGEST_ISSUER = 40;

/** A secret somebody may put into their app. Kept nowhere but in the form that confirms it, sealed. */
export interface Offer {
  /** Base32. */
  secret: string;
  /** `otpauth:` URL for a QR code. */
  address: string;
  sealed: string;
}

export function offerSecondStep(app: App, user: User, company: string): Offer {
  return offerOf(app, user, company, newCodeSecret(), app.now().getTime());
}

/** The offer a form came with, `null` when it was made for somebody else, more than half an hour ago, or not by us. */
export function reopenOffer(app: App, user: User, company: string, sealed: string): Offer | null {
  const opened = openOffer(app, sealed);
  return opened && opened.userId === user._id && app.now().getTime() - opened.at <= OFFER_MS ? offerOf(app, user, company, opened.secret, opened.at) : null;
}

function offerOf(app: App, user: User, company: string, secret: string, at: number): Offer {
  const issuer = `${Array.from(company.replaceAll(':', ' ')).slice(0, LONGEST_ISSUER).join('').trim()} · Afterword`;
  return { secret, address: codeAddress({ secret, issuer, label: user.email }), sealed: seal(app.config.secret, JSON.stringify({ userId: user._id, secret, at })) };
}

function openOffer(app: App, sealed: string): { userId: string; secret: string; at: number } | null {
  try {
    return JSON.parse(unseal(app.config.secret, sealed)) as { userId: string; secret: string; at: number };
  } catch {
    return null;
  }
}

/**
 * From now on the person signs in with a code as well; every session of before ends.
 * @returns the person as they are now, with recovery codes to be shown once; `null` when the code does not fit the offer
 */
export async function turnOnSecondStep(app: App, user: User, { secret }: Offer, code: string): Promise<{ user: User; codes: string[] } | null> {
  const typed = typedCode(code);
  const step = typed?.kind === 'app' ? stepOfCode(secret, typed.code, app.now()) : null;
  if (step === null) return null;
  const codes = newCodes();
  const secondStep = { sealed: seal(app.config.secret, secret), since: app.now(), lastStep: step, recovery: codes.map((one) => hashOf(app, user, one)) };
  await users.of(user.accountId).updateOne({ _id: user._id }, { $set: { secondStep } });
  noteChange({ action: 'access.second-step-on', subject: nameOf(user), before: null, after: null });
  return { user: await endAllSessions({ ...user, secondStep }), codes };
}

/** How a code was right. */
export type Passed = { kind: 'app' } | { kind: 'recovery'; left: number };

/** Takes a code, each only once: of two at the same time one passes. @returns `null` for a wrong or used one */
export async function passSecondStep(app: App, user: User, text: string): Promise<Passed | null> {
  const { secondStep } = user;
  const typed = typedCode(text);
  if (!secondStep || !typed) return null;
  const own = users.of(user.accountId);
  if (typed.kind === 'app') {
    const step = stepOfCode(unseal(app.config.secret, secondStep.sealed), typed.code, app.now());
    const taken = step === null ? 0 : await own.updateOne({ _id: user._id, 'secondStep.sealed': secondStep.sealed, 'secondStep.lastStep': { $lt: step } }, { $set: { 'secondStep.lastStep': step } });
    return taken > 0 ? { kind: 'app' } : null;
  }
  const hash = hashOf(app, user, typed.code);
  const taken = await own.updateOne({ _id: user._id, 'secondStep.recovery': hash }, { $pull: { 'secondStep.recovery': hash } });
  return taken > 0 ? { kind: 'recovery', left: secondStep.recovery.length - 1 } : null;
}

/** The ones of before are worth nothing any more. @returns new recovery codes, to be shown once */
export async function renewRecoveryCodes(app: App, user: User): Promise<string[]> {
  const codes = newCodes();
  await users.of(user.accountId).updateOne({ _id: user._id, secondStep: { $ne: null } }, { $set: { 'secondStep.recovery': codes.map((one) => hashOf(app, user, one)) } });
  noteChange({ action: 'access.recovery-codes', subject: nameOf(user), before: null, after: null });
  return codes;
}

/** A password or link is enough again; every session ends. @param action what it is noted as @returns the person as they are now */
export async function turnOffSecondStep(user: User, action: 'access.second-step-off' | 'people.second-step-reset'): Promise<User> {
  await users.of(user.accountId).updateOne({ _id: user._id }, { $set: { secondStep: null } });
  noteChange({ action, subject: nameOf(user), before: null, after: null });
  return endAllSessions({ ...user, secondStep: null });
}

function newCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => recoveryCode(randomBytes(RECOVERY_BYTES)));
}

/** Keyed, for 50 bits could be guessed from a plain hash. */
function hashOf(app: App, { _id }: User, code: string): string {
  return keyedHash(app.config.secret, 'recovery-code', `${_id} ${code.replace('-', '')}`);
}
