/** A file of interactions at an address of the public internet, read when it changed. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { safeFetch, type Fetched } from '../../platform/http/safe-fetch.ts';
import { unseal } from '../../platform/token.ts';
import { failedLook, idleLook, type Look } from './pull-look.ts';
import type { PullFrom } from './pull.model.ts';
import { addressOf } from './pull-place.ts';
import { countsText, outcomeOf, takePulledFile, type PullTask } from './take-pulled-file.service.ts';

const MAX_BYTES = 256 * 1_048_576;
const TIMEOUT_MS = 300_000;

export async function pullUrl(task: PullTask, { url, sealedToken }: Extract<PullFrom, { kind: 'url' }>): Promise<Look> {
  const { pull } = task;
  const { version } = pull;
  const path = join(task.scratch, 'file');
  const { fetched, hash } = await download(task, { url, sealedToken, path });
  if (!fetched.ok) return failedLook(pull, { code: fetched.trouble }, `${fetched.trouble}: ${fetched.detail}`);
  if (fetched.status === 304) return idleLook(pull, 'not-modified');
  if (fetched.status !== 200) return failedLook(pull, { code: 'http', about: { status: fetched.status } }, `http-${fetched.status}: the address answered with status ${fetched.status}`);
  const read = { etag: fetched.headers['etag'] ?? null, lastModified: fetched.headers['last-modified'] ?? null, hash };
  // Many servers know no versions of their files.
  if (read.hash === version.hash) return idleLook({ version: read }, 'not-modified');
  const { counts, unusable } = await takePulledFile(task, addressOf(url), path);
  // What could not be used is asked for anew, so that it does not pass for something read.
  return { run: { outcome: outcomeOf(counts, unusable !== null), reason: unusable?.detail ?? countsText(counts), cause: unusable?.cause, counts }, hasFailed: unusable !== null, isLogged: true, version: unusable === null ? read : version };
}

async function download({ app, pull: { version }, keep }: PullTask, { url, sealedToken, path }: { url: string; sealedToken: string | null; path: string }): Promise<{ fetched: Fetched; hash: string }> {
  const hash = createHash('sha256');
  const file = await open(path, 'w', 0o600);
  try {
    const fetched = await safeFetch(url, {
      headers: {
        accept: 'text/csv, application/x-ndjson, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.1', 'user-agent': 'Afterword',
        ...(version.etag === null ? {} : { 'if-none-match': version.etag }),
        ...(version.lastModified === null ? {} : { 'if-modified-since': version.lastModified }),
      },
      bearerToken: sealedToken === null ? null : unseal(app.config.secret, sealedToken),
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
      async take(piece) {
        hash.update(piece);
        await file.write(piece);
        await keep();
      },
    }, { allowsLoopback: app.config.fetchesLoopback });
    return { fetched, hash: hash.digest('base64url') };
  } finally {
    await file.close();
  }
}
