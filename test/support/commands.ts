/** Counts the commands the driver sends. The App under test is opened with `monitorCommands: true`. */
import { mongoClient } from '../../src/platform/mongo.ts';

/** Not part of any work: the driver's own upkeep. */
const UPKEEP = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'killCursors']);

/** Runs `work` and answers the commands it sent, in order, each with its collection: `find invitations`, `commitTransaction`. */
export async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  const client = mongoClient();
  if (!client.options.monitorCommands) throw new Error('open the App with monitorCommands: true, else there is nothing to count');
  const sent: string[] = [];
  const note = ({ commandName, command }: { commandName: string; command: Record<string, unknown> }): void => {
    const collection = command[commandName];
    if (!UPKEEP.has(commandName)) sent.push(typeof collection === 'string' ? `${commandName} ${collection}` : commandName);
  };
  client.on('commandStarted', note);
  try {
    await work();
  } finally {
    client.off('commandStarted', note);
  }
  return sent;
}

const SETTINGS = /^find (accounts|surveys|surveyVersions|touchpoints)$/;

/** Settings are read once a second, however much is done in it: on a slow machine that is more often per piece of work. */
export function withoutSettings(commands: string[]): string[] {
  return commands.filter((command) => !SETTINGS.test(command));
}
