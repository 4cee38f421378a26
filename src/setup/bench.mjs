/** `npm run bench`: the benchmark on throw-away services; arguments go to it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { watchNpm } from './ancestors.mjs';
import { testEnv, wipeable } from './browser.mjs';
import { dataDir, root } from './paths.mjs';
import { build, install, requireNode } from './prepare.mjs';
import { run } from './say.mjs';
import { throwAwayServices } from './services.mjs';
import { codeOf, onEnding } from './signals.mjs';

await run(async () => {
  requireNode();
  await watchNpm(process.env, () => process.kill(process.pid, 'SIGTERM'));
  const env = testEnv(process.env);
  const installed = install();
  const built = installed.then(build);
  built.catch(() => undefined);
  const { keeper, services } = await throwAwayServices({ env: wipeable(env), installed, store: dataDir({}) });
  try {
    await built;
    env.AFTERWORD_TEST_MONGODB_URI = services.mongodbUri;
    env.AFTERWORD_TEST_REDIS_URL = services.redisUrl;
    return await new Promise((done) => {
      const args = ['--import', 'tsx', '--expose-gc', join('test', 'bench', 'main.ts'), ...process.argv.slice(2)];
      const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
      onEnding((signal) => void child.kill(signal));
      child.once('exit', (code, signal) => done(code ?? codeOf(signal ?? '')));
    });
  } finally {
    await keeper.close();
  }
});
