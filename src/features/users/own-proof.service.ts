/** What somebody in an open session proves once more before it may change how they sign in: it may have been left open. */
import type { App } from '../../app.ts';
import { passSecondStep } from './second-step.service.ts';
import { codeThrottles, signInThrottles } from './throttles.ts';
import { hasPassword, type User } from './users.service.ts';

/** `seconds` to wait before the next attempt. */
export type ProofRefusal = 'wrong' | { seconds: number };

/** @returns `null` for the right password; wrong ones count as they do at signing in */
export async function refusalOfPassword(app: App, user: User, password: string): Promise<ProofRefusal | null> {
  const { byAddress } = signInThrottles(app.config.secret);
  const seconds = await byAddress.take(user.emailKey, app.now());
  if (seconds > 0) return { seconds };
  if (!(await hasPassword(user, password))) return 'wrong';
  await byAddress.forgive(user.emailKey);
  return null;
}

/** @returns `null` for a right code of app or paper, which is used up by it; wrong ones count as they do at signing in */
export async function refusalOfCode(app: App, user: User, code: string): Promise<ProofRefusal | null> {
  const { byAddress } = codeThrottles(app.config.secret);
  const seconds = await byAddress.take(user._id, app.now());
  if (seconds > 0) return { seconds };
  if (!(await passSecondStep(app, user, code))) return 'wrong';
  await byAddress.forgive(user._id);
  return null;
}
