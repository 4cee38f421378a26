/** Limits of guessing. An office shares one network, so its failures are patient; a person's address is what is guessed at. */
import { createThrottle, type Throttle } from '../../platform/http/rate-limit.ts';

export interface Throttles {
  byAddress: Throttle;
  byNetwork: Throttle;
}

export function signInThrottles(secret: string): Throttles {
  return {
    byAddress: createThrottle(secret, { name: 'sign-in-address', free: 3, longestWaitSeconds: 30 }),
    byNetwork: createThrottle(secret, { name: 'sign-in-network', free: 30, longestWaitSeconds: 60 }),
  };
}

/** Codes of the second step. Who gets here knows the password, so the waits may be long: some 300 guesses a day at a million codes. */
export function codeThrottles(secret: string): Throttles {
  return {
    byAddress: createThrottle(secret, { name: 'second-step', free: 3, longestWaitSeconds: 300 }),
    byNetwork: createThrottle(secret, { name: 'second-step-network', free: 30, longestWaitSeconds: 60 }),
  };
}

/** Mails for new passwords: each is one too many for somebody who did not ask. */
export function resetThrottles(secret: string): Throttles {
  return {
    byAddress: createThrottle(secret, { name: 'reset-address', free: 3, longestWaitSeconds: 900 }),
    byNetwork: createThrottle(secret, { name: 'reset-network', free: 20, longestWaitSeconds: 300 }),
  };
}

/** @returns seconds to wait, 0 when the attempt may go ahead */
export async function takeBoth({ byAddress, byNetwork }: Throttles, { network, address }: { network: string; address: string }, now: Date): Promise<number> {
  return (await byNetwork.take(network, now)) || byAddress.take(address, now);
}

/** The attempt succeeded. A network stays counted for the others behind it. */
export async function forgiveBoth({ byAddress, byNetwork }: Throttles, { network, address }: { network: string; address: string }): Promise<void> {
  await Promise.all([byAddress.forgive(address), byNetwork.forgive(network, { once: true })]);
}
