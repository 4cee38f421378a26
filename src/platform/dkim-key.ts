/** The key that signs mail, as far as others need to know it. */
import { createPrivateKey, createPublicKey } from 'node:crypto';

/** Bits of an RSA private key in PEM, and its public half as a DKIM record writes it; `null` for anything else. */
export function dkimKey(pem: string): { bits: number; publicKey: string } | null {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'rsa') return null;
    return { bits: key.asymmetricKeyDetails?.modulusLength ?? 0, publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64') };
  } catch {
    return null;
  }
}
