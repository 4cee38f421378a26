/** The app on somebody's phone. */
import { Secret, TOTP } from 'otpauth';
import { unescaped, type Agent, type Answered } from './browser-agent.ts';
import type { Clock } from './test-app.ts';

export const STEP_PAGE = '/admin/password/second-step';

/** The code an app shows at an instant. @param secret base32 */
export function codeAt(secret: string, instant: Date): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: instant.getTime() });
}

/** What the page that sets the second step up offers. */
export function offerOn({ body }: Answered): { secret: string; offer: string; _csrf: string } {
  const find = (pattern: RegExp): string => unescaped(pattern.exec(body)?.[1] ?? '');
  return { secret: find(/id="key">([A-Z2-7 ]+)</).replaceAll(' ', ''), offer: find(/name="offer" value="([^"]+)"/), _csrf: find(/name="_csrf" value="([^"]+)"/) };
}

/** The recovery codes a page shows. */
export function codesOn({ body }: Answered): string[] {
  return Array.from(body.matchAll(/<li>([0-9a-z]{5}-[0-9a-z]{5})<\/li>/g), ([, code]) => code ?? '');
}

/** Sets the second step up in a signed-in browser. The app's next code counts from the next half minute on. */
export async function turnOn(agent: Agent, clock: Clock, current?: string): Promise<{ secret: string; recovery: string[] }> {
  const { secret, ...form } = offerOn(await agent.get(STEP_PAGE));
  const made = await agent.post(STEP_PAGE, { ...form, code: codeAt(secret, clock.now()), ...(current === undefined ? {} : { current }) });
  if (made.status !== 201) throw new Error(`turning the second step on was answered with ${made.status}: ${made.body.slice(0, 3000)}`);
  clock.advance(30_000);
  return { secret, recovery: codesOn(made) };
}
