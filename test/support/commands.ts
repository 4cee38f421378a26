/** Counts the commands the driver sends. The App under test needs `MONITORED` in its environment. */
import { mongoClient } from '../../src/platform/mongo.ts';
import { testServices } from './services.ts';

/** Environment of an App whose commands can be counted. */
export function monitored(): { MONGODB_URI: string } {
  const { mongodbUri } = testServices();
  return { MONGODB_URI: `${mongodbUri}${mongodbUri.includes('?') ? '&' : '?'}monitorCommands=true` };
}

/** Not part of any work: the driver's own upkeep. */
const UPKEEP = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'killCursors']);

/** Runs `work` and answers the names of the commands it sent, in order. */
export async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const note = ({ commandName }: { commandName: string }): void => void (UPKEEP.has(commandName) || names.push(commandName));
  const client = mongoClient();
  client.on('commandStarted', note);
  try {
    await work();
  } finally {
    client.off('commandStarted', note);
  }
  return names;
}
