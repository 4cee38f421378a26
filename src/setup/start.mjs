/** `npm start`, `npm run start:web`, `npm run start:worker`: from a fresh clone to a running product. */
import { watchNpm } from './ancestors.mjs';
import { entry, loadDotEnv } from './paths.mjs';
import { remember, recall } from './memory.mjs';
import { webPort } from './ports.mjs';
import { build, install, requireNode } from './prepare.mjs';
import { run } from './say.mjs';
import { openSession, runApp } from './session.mjs';

const role = process.argv[2] ?? 'all';

await run(async () => {
  requireNode();
  loadDotEnv();
  await watchNpm(process.env, () => process.kill(process.pid, 'SIGTERM'));
  const installed = install();
  const built = installed.then(build);
  built.catch(() => undefined);
  const session = await openSession({ env: process.env, installed, alone: role === 'all' });
  try {
    const { folder, instance, env } = session;
    await built;
    const serves = role !== 'worker';
    if (serves) {
      const port = await webPort(process.env.PORT, recall(folder).web?.port);
      if (!process.env.PORT) remember(folder, { web: { port } });
      env.PORT = String(port);
      env.BASE_URL = process.env.BASE_URL || `http://localhost:${port}`;
    }
    if (!instance) session.announce({ port: serves ? Number(env.PORT) : null, baseUrl: serves ? String(env.BASE_URL) : null });
    return await runApp(session, { args: ['--enable-source-maps', entry, role], env });
  } finally {
    await session.close();
  }
});
