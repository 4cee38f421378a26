/** `npm run screenshots`: takes the pictures of README.md anew, from the running instance that `npm run demo` has filled. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium as browsers } from 'playwright-core';
import { chromium } from './browser.mjs';
import { runningInstance } from './memory.mjs';
import { dataDir, entry, loadDotEnv, root } from './paths.mjs';
import { build, install, requireNode } from './prepare.mjs';
import { run, say, SetupError } from './say.mjs';
import { openSession } from './session.mjs';

const FOLDER = join(root, 'src', 'demo', 'pictures');
const MOST_BYTES = 150_000;
const OWNER = 'demo@example.com';

/** What is shown, in which language, and from which heading on. */
const PICTURES = [
  { name: 'overview', path: '/admin/reports?period=last-90-days&lang=en', width: 1180, height: 860 },
  { name: 'touchpoint', path: '/admin/reports/touchpoints/order?period=last-365-days&interval=month&lang=en', width: 1180, height: 760 },
  { name: 'outcomes', path: '/admin/reports/outcomes?lang=ar', width: 1180, height: 700 },
  { name: 'business', path: '/admin/reports/business?lang=pl', width: 1180, height: 760, scheme: 'dark' },
  { name: 'answers', path: '/admin/answers?period=last-90-days&lang=fa', width: 1180, height: 700 },
];

/** @param {NodeJS.ProcessEnv} env @returns {string} a link that signs the demo's owner in once */
function signInLink(env) {
  const answer = execFileSync(process.execPath, [entry, 'owner', 'create', '--email', OWNER, '--name', 'Demo', '--json'], { env, encoding: 'utf8' });
  return JSON.parse(answer).signInLink;
}

await run(async () => {
  requireNode();
  loadDotEnv();
  await install();
  await build();
  const instance = runningInstance(dataDir(process.env));
  if (!instance?.baseUrl) throw new SetupError('There is no running instance to take pictures of', 'run npm start, and npm run demo in another terminal');
  const session = await openSession({ env: process.env, installed: Promise.resolve() });
  const browser = await browsers.launch({ executablePath: chromium(process.env), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    mkdirSync(FOLDER, { recursive: true });
    const signedIn = await browser.newContext();
    const page = await signedIn.newPage();
    await page.goto(signInLink(session.env));
    await page.locator('main button').first().click();
    await page.waitForURL('**/admin/**');
    const storageState = await signedIn.storageState();
    for (const { name, path, width, height, scheme } of PICTURES) {
      const context = await browser.newContext({ storageState, viewport: { width, height }, colorScheme: scheme === 'dark' ? 'dark' : 'light' });
      const shown = await context.newPage();
      // What is still being worked out the first time is there the second time.
      for (let time = 0; time < 2; time += 1) {
        await shown.goto(`${instance.baseUrl}${path}`, { timeout: 120_000 });
        await shown.waitForTimeout(time === 0 ? 4000 : 200);
      }
      const file = join(FOLDER, `${name}.png`);
      await shown.screenshot({ path: file });
      await context.close();
      const { size } = statSync(file);
      if (size > MOST_BYTES) throw new SetupError(`${name}.png has ${size} bytes`, `keep pictures below ${MOST_BYTES}: choose a smaller part of the page`);
      say(`✓ ${name}.png (${Math.round(size / 1024)} kB)`);
    }
    return 0;
  } finally {
    await browser.close();
    await session.close();
  }
});
