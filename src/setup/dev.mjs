/** `npm run dev`: the product from its sources, started again whenever one of them changes. */
import { join } from 'node:path';
import { watchNpm } from './ancestors.mjs';
import { remember, recall } from './memory.mjs';
import { loadDotEnv, root } from './paths.mjs';
import { webPort } from './ports.mjs';
import { install, requireNode } from './prepare.mjs';
import { run } from './say.mjs';
import { openSession, runApp } from './session.mjs';

await run(async () => {
  requireNode();
  loadDotEnv();
  await watchNpm(process.env, () => process.kill(process.pid, 'SIGTERM'));
  const session = await openSession({ env: process.env, installed: install(), alone: true });
  try {
    const { folder, env } = session;
    const port = await webPort(process.env.PORT, recall(folder).web?.port);
    if (!process.env.PORT) remember(folder, { web: { port } });
    env.PORT = String(port);
    env.BASE_URL = process.env.BASE_URL || `http://localhost:${port}`;
    session.announce({ port, baseUrl: env.BASE_URL });
    return await runApp(session, { args: ['--watch', '--watch-preserve-output', '--import', 'tsx', join(root, 'src', 'main.ts'), 'all'], env });
  } finally {
    await session.close();
  }
});
