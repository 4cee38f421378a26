/** The only door to openid-client: signing in where people have an account already (OpenID Connect, code flow with PKCE, state and nonce). */
import { allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, discovery, fetchUserInfo, randomNonce, randomPKCECodeVerifier, randomState, type Configuration } from 'openid-client';

export interface ProviderSettings {
  /** Its metadata is found below it; `http:` is for tests. */
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** What proves that an answer belongs to the browser that asked; kept in its session. */
export interface IdentityAttempt {
  state: string;
  nonce: string;
  verifier: string;
}

export interface Identity {
  subject: string;
  /** `null` unless the provider says that it is verified. */
  verifiedEmail: string | null;
}

export interface IdentityProvider {
  /** @param callback absolute; registered with the provider. @throws when the provider cannot be reached */
  begin(callback: string): Promise<{ url: string; attempt: IdentityAttempt }>;
  /** @param answered the callback as it was called. @throws when somebody refused, the answer does not fit the attempt, or its proofs do not hold */
  finish(answered: URL, attempt: IdentityAttempt): Promise<Identity>;
}

const TIMEOUT_SECONDS = 10;

/** Nothing is asked of the provider before the first person comes; a failed look-up is tried again by the next. */
export function openIdentityProvider({ issuer, clientId, clientSecret }: ProviderSettings): IdentityProvider {
  let found: Promise<Configuration> | null = null;
  const look = async (): Promise<Configuration> => {
    const server = new URL(issuer);
    // An insecure one is refused where the environment is read, but for tests.
    return discovery(server, clientId, clientSecret, undefined, { timeout: TIMEOUT_SECONDS, ...(server.protocol === 'http:' ? { execute: [allowInsecureRequests] } : {}) });
  };
  const known = (): Promise<Configuration> => {
    found ??= look().catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
  return {
    async begin(callback) {
      const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(await known(), {
        redirect_uri: callback, scope: 'openid email', state: attempt.state, nonce: attempt.nonce, code_challenge: await calculatePKCECodeChallenge(attempt.verifier), code_challenge_method: 'S256',
      });
      return { url: url.href, attempt };
    },
    async finish(answered, { state, nonce, verifier }) {
      const configuration = await known();
      const tokens = await authorizationCodeGrant(configuration, answered, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider gave no identity');
      // Some providers tell the address only when asked for it.
      const told = claims['email'] === undefined ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : claims;
      return { subject: claims.sub, verifiedEmail: told['email_verified'] === true && typeof told['email'] === 'string' ? told['email'] : null };
    },
  };
}
