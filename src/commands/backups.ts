import type { Command } from 'commander';
import { z } from 'zod';
import { rebuildRollups } from '../features/responses/rollup-check.service.ts';
import { rebuildOutcomes, verifyOutcomes } from '../features/outcomes/outcomes.service.ts';
import { confirmRestore } from '../features/restores/restores.service.ts';
import { listAccounts } from '../features/accounts/accounts.service.ts';
import { Invalid } from '../platform/errors.ts';
import { removeNote, SECRET_NOTE, secretFits } from '../platform/installation.ts';
import { HOLD, holdMail } from '../platform/mail-hold.ts';
import { connectMongo, disconnectMongo } from '../platform/mongo.ts';
import { dumpDatabase, loadDatabase, readManifest, requireEmptyDatabase } from '../platform/mongo-dump.ts';
import { appCommand, jsonOption, whenRedisAnswers, type CommonOptions, type Desk } from './desk.ts';

/** What belongs to running processes and signed-in browsers, not to the data. */
const LEFT_OUT = ['leases', 'processes', 'sessions', 'attempts'];
/** The collection of notes that an installation keeps of itself; the hold of mail is one. */
const NOTES = 'installation';

export function backupCommands(program: Command, desk: Desk): void {
  program.command('backup').argument('<directory>', 'new or empty').description('write everything into a directory, checked and compressed').addOption(jsonOption())
    .action(async (directory: string, options: CommonOptions) => {
      await connectMongo(desk.config().mongodbUri);
      try {
        const takenAt = new Date();
        // Whoever puts these files back with other tools gets a copy that is held, too.
        const manifest = await dumpDatabase(directory, { takenAt, without: LEFT_OUT, also: { collection: NOTES, document: { _id: HOLD, since: takenAt, takenAt } as { _id: string } } });
        const sum = (of: 'documents' | 'bytes'): number => manifest.collections.reduce((total, each) => total + each[of], 0);
        const document = { directory, takenAt: manifest.takenAt, snapshot: manifest.isSnapshot, collections: manifest.collections.length, documents: sum('documents'), bytes: sum('bytes') };
        desk.answer({
          document,
          text: `${document.documents} documents of ${document.collections} collections in ${directory} (${Math.ceil(document.bytes / 1024)} KiB). Keep SECRET with it: links in mails already sent and stored secrets depend on it.${manifest.isSnapshot ? '' : '\nThis database gives no view of one instant: what was written meanwhile may be there in part. Restoring mends the counts.'}`,
        }, options.json === true);
      } finally {
        await disconnectMongo();
      }
    });

  const restore = program.command('restore').description('bring a backup back; the copy mails nothing until it is confirmed');
  restore.command('from').argument('<directory>', 'of a backup').description('fill the empty database of MONGODB_URI').addOption(jsonOption())
    .action(async (directory: string, options: CommonOptions) => {
      const { takenAt, isSnapshot, documents } = await fill(desk, directory);
      // Opened only now: indexes are built over what is there, and no process saw the copy without its hold.
      const mended = await desk.withApp(async (app) => {
        let differences = 0;
        for (const { _id } of await listAccounts()) {
          // Also where all is said to be of one instant: a server may grant a snapshot and not keep to it.
          differences += (await rebuildRollups(app, _id)).length;
          if (!isSnapshot && (await verifyOutcomes(app, _id)).differences.length > 0) await rebuildOutcomes(app, _id);
        }
        return { differences, isOurSecret: await secretFits(desk.config().secret) };
      });
      desk.answer({
        document: { directory, takenAt, documents, mended: mended.differences, secretFits: mended.isOurSecret, held: true },
        text: `${documents} documents restored, as of ${takenAt}.${mended.differences === 0 ? '' : ` ${mended.differences} counts mended.`}${mended.isOurSecret ? '' : '\nSECRET is another one than the backup was made with: links in mails already sent and stored secrets will not work.'}\nThis copy mails nothing. Look at it, then let it out: npm run -s cli -- restore confirm`,
      }, options.json === true);
    });

  appCommand<CommonOptions & { stoppedAt?: string }>(restore, 'confirm', 'let this copy mail again; what may have been sent before is held as ambiguous', desk, async ({ app, options }) => {
    const stoppedAt = options.stoppedAt === undefined ? app.now() : instantOf(options.stoppedAt);
    await whenRedisAnswers(app);
    const confirmed = await confirmRestore(app, stoppedAt);
    if (!confirmed) return { document: { confirmed: false }, text: 'Nothing is held: this copy mails already.', isBad: true };
    const { invitations, followUps } = confirmed.doubtful;
    return {
      document: { confirmed: true, takenAt: confirmed.takenAt.toISOString(), doubtful: confirmed.doubtful },
      text: `This copy mails again. ${invitations} invitations and ${followUps} follow-ups may have been sent before and stay unsent, as ambiguous.`,
    };
  }).option('--stopped-at <instant>', 'when the other installation stopped: what fell due later is sent');

  appCommand(restore, 'hold', 'hold a copy that was made by other means, before its worker starts', desk, async ({ app }) => {
    const now = app.now();
    await holdMail({ since: now, takenAt: now });
    return { document: { held: true }, text: 'This copy mails nothing until "restore confirm".' };
  });
}

/** @returns what the backup is and how many documents were put back */
async function fill(desk: Desk, directory: string): Promise<{ takenAt: string; isSnapshot: boolean; documents: number }> {
  const manifest = await readManifest(directory);
  await connectMongo(desk.config().mongodbUri);
  try {
    await requireEmptyDatabase([NOTES, ...LEFT_OUT]);
    // First of all, so that a worker that is running already sends nothing of what comes.
    await holdMail({ since: new Date(), takenAt: new Date(manifest.takenAt) });
    await removeNote(SECRET_NOTE);
    const documents = await loadDatabase(directory, manifest, (collection, id) => collection === NOTES && id === HOLD);
    return { ...manifest, documents };
  } finally {
    await disconnectMongo();
  }
}

function instantOf(text: string): Date {
  const parsed = z.iso.datetime({ offset: true }).safeParse(text);
  if (!parsed.success) throw new Invalid([{ pointer: '/--stopped-at', detail: 'must be an instant such as 2026-05-04T09:30:00Z' }]);
  return new Date(parsed.data);
}
