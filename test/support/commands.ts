/** Counts the commands the driver sends. The App under test is opened with `monitorCommands: true`. */
import { mongoClient } from '../../src/platform/mongo.ts';

/** Not part of any work: the driver's own upkeep. */
const UPKEEP = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'killCursors']);

/** Runs `work` and answers the names of the commands it sent, in order. */
export async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  const client = mongoClient();
  if (!client.options.monitorCommands) throw new Error('open the App with monitorCommands: true, else there is nothing to count');
  const names: string[] = [];
  const note = ({ commandName }: { commandName: string }): void => void (UPKEEP.has(commandName) || names.push(commandName));
  client.on('commandStarted', note);
  try {
    await work();
  } finally {
    client.off('commandStarted', note);
  }
  return names;
}
