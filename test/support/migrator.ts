/** Run as a process of its own, which tests kill: `migrator.ts <MongoDB URI>` adds a field to every document of `things`, one at a time. */
import { createLogger } from '../../src/platform/logger.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { connectMongo, database, disconnectMongo } from '../../src/platform/mongo.ts';

await connectMongo(process.argv[2] ?? '');
const ran = await migrate([
  { name: '1-first', up: async () => {} },
  {
    name: '2-colour',
    async up() {
      process.stdout.write('started\n');
      for await (const { _id } of database().collection('things').find({ colour: null })) {
        await database().collection('things').updateOne({ _id, colour: null }, { $set: { colour: 'grey' }, $inc: { touched: 1 } });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  },
], null, { now: () => new Date(), log: createLogger('silent') });
process.stdout.write(`ran ${ran.join(' ')}\n`);
await disconnectMongo();
