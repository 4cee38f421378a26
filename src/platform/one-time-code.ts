/** The only door to otpauth: codes of an authenticator app by RFC 6238 (SHA-1, six digits, thirty seconds: what every app knows). */
import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;

/** 160 random bits in base32, as apps take them. */
export function newCodeSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What an app reads from a QR code. @param issuer what the app lists it under; @param label whose it is */
export function codeAddress({ secret, issuer, label }: { secret: string; issuer: string; label: string }): string {
  return totp(secret, { issuer, label }).toString();
}

/**
 * The time step a code belongs to: that of now, or the one before or after, for clocks differ.
 * @param secret base32
 * @returns steps of thirty seconds since the epoch, `null` for a wrong code. Compared in constant time.
 */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : Math.floor(now.getTime() / (1000 * PERIOD_SECONDS)) + delta;
}

function totp(secret: string, names: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...names, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS });
}
