/** Operator commands: `main.js <command>`. Each answers one JSON document on standard output with `--json`; everything else goes to standard error. */
import { Command, CommanderError } from 'commander';
import type { App } from './app.ts';
import { accountCommands } from './commands/accounts.ts';
import { demoCommand } from './commands/demo.ts';
import { backupCommands } from './commands/backups.ts';
import { createDesk } from './commands/desk.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommands } from './commands/exports.ts';
import { importCommands } from './commands/imports.ts';
import { interactionCommands } from './commands/interactions.ts';
import { keyCommands } from './commands/keys.ts';
import { ownerCommands } from './commands/owners.ts';
import { pingCommand } from './commands/ping.ts';
import { reportCommands } from './commands/reports.ts';
import { rollupCommands } from './commands/rollups.ts';
import { AppError } from './platform/errors.ts';

const COMMANDS = [ownerCommands, accountCommands, keyCommands, interactionCommands, importCommands, reportCommands, rollupCommands, exportCommands, backupCommands, demoCommand, doctorCommand, pingCommand];

/** What the shell sees when the command line itself is wrong. */
const MISUSED = 2;

/**
 * Runs one command.
 * @param config read only by commands that need it, so that `--help` works without an environment
 * @returns the exit code
 */
export async function runCommand(argv: string[], config: () => App['config']): Promise<number> {
  const desk = createDesk(config);
  const program = new Command('afterword').description('Operator commands of Afterword')
    .usage('<command> [options]')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showHelpAfterError(false);
  for (const add of COMMANDS) add(program, desk);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return desk.exitCode();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const isMisuse = error instanceof CommanderError;
    const message = isMisuse ? `${explained(error)} (see: npm run -s cli -- ${[...groupOf(argv, program), '--help'].join(' ')})` : plain(error);
    if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
    process.stderr.write(`✗ ${message}\n`);
    return isMisuse ? MISUSED : 1;
  }
}

/** The leading words of a command line that name commands. */
function groupOf(argv: string[], program: Command): string[] {
  const named: string[] = [];
  for (let command: Command | undefined = program; command; ) {
    command = command.commands.find((candidate) => candidate.name() === argv[named.length]);
    if (command) named.push(command.name());
  }
  return named;
}

function explained(error: CommanderError): string {
  // Commander asked for help itself: a group of commands was named without one of them.
  return error.code === 'commander.help' ? 'a command is missing' : error.message.replace(/^error: /, '').replaceAll('\n', ' ');
}

/** One line, naming each wrong field. */
function plain(error: unknown): string {
  if (!(error instanceof AppError)) return (error as Error).message.split('\n')[0] ?? 'the command failed';
  const fields = (error.options.errors ?? []).map(({ pointer, detail }) => `${pointer.replace(/^\/(query\/)?/, '') || 'the input'} ${detail}`);
  return fields.length > 0 ? fields.join('; ') : error.message;
}
