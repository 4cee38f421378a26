import type { Command } from 'commander';
import { disconnectMongo } from '../platform/mongo.ts';
import { jsonOption, type CommonOptions, type Desk } from './desk.ts';
import { configuration, drift, hold, migrations, overdue, paused, processes, secret } from './doctor/data-findings.ts';
import { bad, line, unchecked, type Finding, type Result } from './doctor/finding.ts';
import { dkim, mailServer, publicAddress } from './doctor/mail-findings.ts';
import { clock, indexes, mongo, queues, redis } from './doctor/service-findings.ts';

interface DoctorOptions extends CommonOptions {
  drift?: boolean;
}

export function doctorCommand(program: Command, desk: Desk): void {
  program.command('doctor').description('examine this installation and say what to mend').addOption(jsonOption())
    .option('--drift', 'also recompute every stored number from the answers')
    .action(async (options: DoctorOptions) => {
      const findings = await examine(desk, options.drift === true);
      const isBad = findings.some(({ state }) => state === 'bad');
      desk.answer({ document: { healthy: !isBad, findings }, text: findings.map(line).join('\n'), isBad }, options.json === true);
    });
}

async function examine(desk: Desk, withDrift: boolean): Promise<Finding[]> {
  const config = desk.config();
  const findings: Finding[] = [];
  const check = async (name: string, look: () => Promise<Result> | Result): Promise<Result> => {
    const result = await Promise.resolve().then(look).catch((error: unknown) => bad((error as Error).message, 'see the message; the logs of web and worker say more'));
    findings.push({ name, ...result });
    return result;
  };
  await check('configuration', () => configuration(config));
  const database = await check('MongoDB', () => mongo(config.mongodbUri));
  const isUp = database.state === 'ok' || database.state === 'warning';
  const withDatabase = (look: () => Promise<Result>) => () => (isUp ? look() : unchecked('needs MongoDB'));
  try {
    await check('indexes', withDatabase(indexes));
    await check('migrations', withDatabase(migrations));
    await check('clock', withDatabase(clock));
    await check('secret', withDatabase(() => secret(config)));
    await check('Redis', () => redis(desk));
    await check('queues', () => queues(desk));
    await check('processes', withDatabase(processes));
    await check('mail server', () => mailServer(config));
    await check('DKIM key', () => dkim(config));
    await check('public address', () => publicAddress(config));
    await check('mail hold', withDatabase(hold));
    await check('sending', withDatabase(paused));
    await check('due work', withDatabase(overdue));
  } finally {
    await disconnectMongo();
  }
  await check('drift', () => (withDrift && isUp ? drift(desk) : unchecked(isUp ? 'not looked at; --drift recomputes every stored number' : 'needs MongoDB')));
  return findings;
}
