/** Where commands are handed in and their answers given out. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { openApp, type App } from '../app.ts';
import { listAccounts, type Account } from '../features/accounts/accounts.service.ts';
import { keepCommand } from '../features/audit/audit.service.ts';
import { Invalid } from '../platform/errors.ts';
import { createLogger } from '../platform/logger.ts';
import { notingChanges, type NotedChange } from '../platform/noted-changes.ts';

export interface Answer {
  /** What `--json` prints. */
  document: unknown;
  /** What a person reads. */
  text: string;
  /** The command did its work and what it found is bad news: exit code 1. */
  isBad?: boolean;
}

export interface Desk {
  config(): App['config'];
  exitCode(): number;
  /** Gives the answer out, as JSON or text. */
  answer(answer: Answer, isJson: boolean): void;
  /** Opens the product for the length of `work`. */
  withApp<Result>(work: (app: App) => Promise<Result>): Promise<Result>;
  /** For progress: standard error. */
  note(line: string): void;
}

export function createDesk(config: () => App['config']): Desk {
  let exitCode = 0;
  return {
    config,
    exitCode: () => exitCode,
    answer({ document, text, isBad = false }, isJson) {
      process.stdout.write(`${isJson ? JSON.stringify(document) : text}\n`);
      if (isBad) exitCode = 1;
    },
    async withApp(work) {
      const settings = config();
      const app = await openApp(settings, { log: createLogger(settings.logLevel === 'info' ? 'error' : settings.logLevel, 'stderr') });
      try {
        return await work(app);
      } finally {
        await app.close();
      }
    },
    note: (line) => void process.stderr.write(`${line}\n`),
  };
}

export interface CommonOptions {
  json?: boolean;
  account?: string;
}

/** A command that works for one account and answers once. */
export function accountCommand<Options extends CommonOptions>(
  parent: Command,
  usage: string,
  description: string,
  desk: Desk,
  work: (task: { app: App; account: Account; options: Options; args: string[] }) => Promise<Answer>,
): Command {
  return appCommand<Options>(parent, usage, description, desk, async ({ app, options, args }) => {
    const account = await chosenAccount(options.account);
    const changes: NotedChange[] = [];
    const answer = await notingChanges(changes, () => work({ app, account, options, args }));
    await keepCommand(app, account._id, `${parent.name()} ${usage.split(' ')[0]}`, changes);
    return answer;
  })
    .option('--account <id>', 'which account; needed only where there are several');
}

/** A command that answers once. */
export function appCommand<Options extends CommonOptions>(
  parent: Command,
  usage: string,
  description: string,
  desk: Desk,
  work: (task: { app: App; options: Options; args: string[] }) => Promise<Answer>,
): Command {
  return parent.command(usage).description(description).addOption(jsonOption()).action(async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const options = command.opts<Options>();
    desk.answer(await desk.withApp((app) => work({ app, options, args: command.args })), options.json === true);
  });
}

export function jsonOption(): Option {
  return new Option('--json', 'answer with one JSON document on standard output');
}

/** A moment for the queue's connection: without it a ring is lost and what it is about waits for a sweep. */
export async function whenRedisAnswers(app: App): Promise<void> {
  await Promise.race([new Promise<void>((resolve) => app.queues.onReady(resolve)), sleep(1000, undefined, { ref: false })]);
}

/** The only account, or the one asked for. */
export async function chosenAccount(wanted: string | undefined): Promise<Account> {
  const accounts = await listAccounts();
  const [first] = accounts;
  if (!first) throw new Error('There is no account yet: start the product once (npm start), or run "account create"');
  if (wanted === undefined) {
    if (accounts.length === 1) return first;
    throw new Error(`There are several accounts; add --account with one of ${accounts.map(({ _id, name }) => `${_id} (${name})`).join(', ')}`);
  }
  const account = accounts.find(({ _id }) => _id === wanted);
  if (!account) throw new Invalid([{ pointer: '/account', detail: `"${wanted}" is none of ${accounts.map(({ _id }) => _id).join(', ')}` }]);
  return account;
}
