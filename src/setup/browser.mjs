import { existsSync } from 'node:fs';
import { onPath } from './processes.mjs';
import { SetupError } from './say.mjs';

/**
 * The Chromium that browser tests drive. A missing one fails the tests: they are never skipped.
 * @param {NodeJS.ProcessEnv} env
 */
export function chromium(env) {
  const given = env.CHROMIUM_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new SetupError(`CHROMIUM_PATH names ${given}, which does not exist`, 'mend it, or leave it out');
  }
  const found = onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], env);
  const onMac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const program = found ?? (existsSync(onMac) ? onMac : null);
  if (program === null) throw new SetupError('The browser tests need Chromium, and none was found', 'install it (Debian: apt-get install chromium fonts-noto-core), or set CHROMIUM_PATH');
  return program;
}

/** What belongs to an instance: tests must neither read nor reach it. */
const INSTANCE = /^(MONGODB_URI|REDIS_(URL|PREFIX)|SMTP_\w+|DKIM_\w+|SECRET|PORT|BASE_URL|DATA_DIR|MAIL_FROM|TRUST_PROXY|LOG_LEVEL|NODE_ENV)$/;

/**
 * The environment of tests and benchmarks: this one without what names an instance.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export const testEnv = (env) => Object.fromEntries(Object.entries(env).filter(([name]) => !INSTANCE.test(name)));

/**
 * Services that may be wiped are named by AFTERWORD_TEST_MONGODB_URI and AFTERWORD_TEST_REDIS_URL, never by an instance's
 * own variables; without them throw-away ones are provided.
 * @param {NodeJS.ProcessEnv} env from `testEnv`
 * @returns {NodeJS.ProcessEnv}
 */
export const wipeable = (env) => ({
  ...env,
  ...(env.AFTERWORD_TEST_MONGODB_URI ? { MONGODB_URI: env.AFTERWORD_TEST_MONGODB_URI } : {}),
  ...(env.AFTERWORD_TEST_REDIS_URL ? { REDIS_URL: env.AFTERWORD_TEST_REDIS_URL } : {}),
});
