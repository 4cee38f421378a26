/** The only executable: `main.js web | worker | all | <command>`. Exit codes live here. */
import { ConfigError, readConfig, type Config } from './config.ts';
import type { ServingRole } from './serve.ts';

const ROLES: readonly string[] = ['web', 'worker', 'all'] satisfies ServingRole[];

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}

/** Each loads what it needs alone: a command is over sooner than the pages are read. */
async function main(): Promise<void> {
  const [command = 'all', ...rest] = process.argv.slice(2);
  if (ROLES.includes(command)) {
    const { serve } = await import('./serve.ts');
    return serve(command as ServingRole, configOrExit());
  }
  const { runCommand } = await import('./commands.ts');
  process.exitCode = await runCommand([command, ...rest], configOrExit);
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
