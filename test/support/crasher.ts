/** A process of the product that does one piece of work and dies at a named moment of it: reads both from a line of its input. */
import { createInterface } from 'node:readline';
import { openApp, type App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { receiveInteractions, type NewInteraction } from '../../src/features/interactions/interactions.service.ts';
import { decideBatches } from '../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import { recordResponse } from '../../src/features/responses/responses.service.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createSmtpMailer, type Mailer } from '../../src/platform/mailer.ts';
import { mongoClient } from '../../src/platform/mongo.ts';

/** The `nth` mail, or command of this name to a collection: killed before it is handed over, or after its acceptance arrived. */
export interface CrashPoint {
  at: 'mail' | `insert ${string}` | `update ${string}` | 'commitTransaction';
  nth: number;
  when: 'before' | 'after';
}

export type Work =
  | { kind: 'receive'; accountId: string; inputs: (Omit<NewInteraction, 'occurredAt'> & { occurredAt: string })[] }
  | { kind: 'decide'; batchId: string }
  | { kind: 'send' }
  | { kind: 'answer'; answers: { invitationId: string; score: number }[] };

export interface CrashTask {
  env: Record<string, string>;
  work: Work;
  crash: CrashPoint;
}

const die = (): boolean => process.kill(process.pid, 'SIGKILL');

function countdown({ nth }: CrashPoint): () => void {
  let left = nth;
  return () => void ((left -= 1) === 0 && die());
}

/** A mailer that dies with the mail. */
function mortal(mailer: Mailer, crash: CrashPoint): Mailer {
  const count = countdown(crash);
  return {
    connections: mailer.connections,
    verify: () => mailer.verify(),
    close: () => mailer.close(),
    async send(message) {
      if (crash.when === 'before') count();
      const outcome = await mailer.send(message);
      if (crash.when === 'after') count();
      return outcome;
    },
  };
}

/** The driver tells of a command before it writes it, and again when its answer has come. */
function dieAtCommand(crash: CrashPoint): void {
  const count = countdown(crash);
  const client = mongoClient();
  const wanted = new Set<number>();
  client.on('commandStarted', ({ commandName, command, requestId }: { commandName: string; command: Record<string, unknown>; requestId: number }) => {
    const collection = command[commandName];
    if ((typeof collection === 'string' ? `${commandName} ${collection}` : commandName) !== crash.at) return;
    if (crash.when === 'before') count();
    else wanted.add(requestId);
  });
  client.on('commandSucceeded', ({ requestId }: { requestId: number }) => void (wanted.delete(requestId) && count()));
}

async function perform(app: App, work: Work): Promise<unknown> {
  const at = app.now();
  switch (work.kind) {
    case 'receive': return receiveInteractions(app, work.accountId, 'api', work.inputs.map((input) => ({ ...input, occurredAt: new Date(input.occurredAt) })));
    case 'decide': return decideBatches(app, [work.batchId]);
    case 'send': return sendDue(app);
    case 'answer': return Promise.all(work.answers.map((answer) => recordResponse(app, { ...answer, comment: null, at, sender: null, formAgeSeconds: null })));
  }
}

// It waits for its task ready to go, so that the next one is up while this one dies.
for await (const line of createInterface({ input: process.stdin })) {
  const { env, work, crash } = JSON.parse(line) as CrashTask;
  const config = readConfig(env);
  if (!config.smtp) throw new Error('SMTP_URL is missing: mail is to be handed over for real');
  const mailer = createSmtpMailer(config.smtp);
  const app = await openApp(config, { monitorCommands: true, log: createLogger('silent'), mailer: crash.at === 'mail' ? mortal(mailer, crash) : mailer });
  if (crash.at !== 'mail') dieAtCommand(crash);
  await perform(app, work);
  throw new Error(`the work ended before ${crash.when} ${crash.at} number ${crash.nth}`);
}
