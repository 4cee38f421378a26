/** The only executable: `main.js web | worker | all | <command>`. Signals and exit codes live here. */
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import closeWithGrace from 'close-with-grace';
import { openApp, type App } from './app.ts';
import { runCommand } from './commands.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { prepareFirstStart } from './first-start.ts';
import { MIGRATIONS } from './migrations.ts';
import { migrate } from './platform/migrate.ts';
import { startWatch } from './watch.ts';
import { secretFits } from './platform/installation.ts';
import { createWeb } from './web.ts';
import { startWorkers } from './worker.ts';

const ROLES = ['web', 'worker', 'all'];
/** Below Docker's grace; what is not finished by then is found again by the sweep. */
const SHUTDOWN_MS = 24_000;
/** Node looks every half minute otherwise, and who dribbles headers would hold a connection four times as long as the limit says. */
const SLOWNESS_CHECKED_EVERY_MS = 2000;

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}

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

async function serve(role: string): Promise<void> {
  const config = configOrExit();
  // Else what a long import leaves behind grows to four times what is in use before it is collected.
  if (role !== 'web') setFlagsFromString('--heap-growing-percent=100');
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

async function main(): Promise<void> {
  const [command = 'all', ...rest] = process.argv.slice(2);
  if (ROLES.includes(command)) return serve(command);
  process.exitCode = await runCommand([command, ...rest], configOrExit);
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
