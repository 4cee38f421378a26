/** `npm run bench`: the benchmark on throw-away services; arguments go to it. */
import { join } from 'node:path';
import { watchNpm } from './ancestors.mjs';
import { testEnv, wipeable } from './browser.mjs';
import { dataDir } from './paths.mjs';
import { build, install, requireNode } from './prepare.mjs';
import { runProgram } from './program.mjs';
import { run } from './say.mjs';
import { throwAwayServices } from './services.mjs';

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
    return await runProgram(['--import', 'tsx', '--expose-gc', join('test', 'bench', 'main.ts'), ...process.argv.slice(2)], { env });
  } finally {
    await keeper.close();
  }
});
