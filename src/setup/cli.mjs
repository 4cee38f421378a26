/** `npm run -s cli -- <command>`: an operator's command on the running instance's services, or on its own until it ends. */
import { loadDotEnv } from './paths.mjs';
import { build, install, requireNode } from './prepare.mjs';
import { run } from './say.mjs';
import { openSession, runCommand } from './session.mjs';

await run(async () => {
  requireNode();
  loadDotEnv();
  const args = process.argv.slice(2);
  await install();
  await build();
  const session = await openSession({ env: process.env, installed: Promise.resolve() });
  try {
    return await runCommand(args, session.env);
  } finally {
    await session.close();
  }
});
