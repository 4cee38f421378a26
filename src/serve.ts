/** What a started process does: the web faces, the workers, or both, until it is told to stop. */
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import closeWithGrace from 'close-with-grace';
import { openApp, type App } from './app.ts';
import { prepareFirstStart } from './first-start.ts';
import { MIGRATIONS } from './migrations.ts';
import { secretFits } from './platform/installation.ts';
import { migrate } from './platform/migrate.ts';
import { startWatch } from './watch.ts';
import { createWeb } from './web.ts';
import { startWorkers } from './worker.ts';

export type ServingRole = 'web' | 'worker' | 'all';

/** Below Docker's grace; what is not finished by then is found again by the sweep. */
const SHUTDOWN_MS = 24_000;
/** Node looks every half minute otherwise, and who dribbles headers would hold a connection four times as long as the limit says. */
const SLOWNESS_CHECKED_EVERY_MS = 2000;

async function listen(app: App, role: string): Promise<() => Promise<void>> {
  const server = createServer({ connectionsCheckingInterval: SLOWNESS_CHECKED_EVERY_MS }, createWeb(app));
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.maxConnections = 2000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(app.config.port, resolve);
  });
  const welcome = await prepareFirstStart(app);
  app.log.info({ event: 'web.listening', role, port: app.config.port });
  announce(app, welcome);
  return () => new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
}

function announce(app: App, { signInLink, curl }: Awaited<ReturnType<typeof prepareFirstStart>>): void {
  const lines = [
    `Afterword is ready at ${app.config.baseUrl}`,
    ...(signInLink === null ? [] : [`Sign in as the first owner (once, within an hour): ${signInLink}`]),
    ...(app.config.smtp ? [] : [`Caught mail: ${app.config.baseUrl}/dev/mailbox`]),
    ...(curl === null ? [] : ['Report a first interaction:', curl]),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

export async function serve(role: ServingRole, config: App['config']): Promise<void> {
  // Else what requests and imports leave behind grows to four times what is in use before it is collected.
  setFlagsFromString('--heap-growing-percent=100');
  const app = await openApp(config);
  await migrate(MIGRATIONS, app, app);
  if (!(await secretFits(config.secret))) app.log.error({ event: 'secret.foreign' }, 'SECRET is not the one this data was made with: links in mails already sent and stored secrets do not work');
  const stopWeb = role === 'worker' ? null : await listen(app, role);
  const workers = role === 'web' ? null : startWorkers(app);
  const watch = startWatch(app, role);
  closeWithGrace({ delay: SHUTDOWN_MS, logger: false }, async ({ signal, err }) => {
    app.log.info({ event: 'process.stopping', signal, err });
    await stopWeb?.();
    await workers?.close();
    await watch.close();
    await app.close();
    if (err) process.exitCode = 1;
  });
}
