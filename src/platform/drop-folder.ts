/** Folders that others put files into: found below one root without ever leaving it, and read only when a file is whole. */
import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { copyFile, lstat, mkdir, open, opendir, realpath, rename } from 'node:fs/promises';
import { join, sep } from 'node:path';

export interface DroppedFile {
  name: string;
  bytes: number;
  modifiedAt: Date;
}

/** What of a file was copied; `growing` when it changed meanwhile and must be left alone. */
export type Copied = { kind: 'copied'; hash: string } | { kind: 'growing' } | { kind: 'too-large' } | { kind: 'gone' };

const MOST_SEGMENTS = 8;
const SEGMENT = /^(?!\.)[\p{L}\p{N}_ .-]{1,100}(?<![ .])$/u;
/** Looked at in one go. */
const MOST_LOOKED_AT = 5000;
/** A file that was written to this recently may not be whole. */
const QUIET_MS = 30_000;
const PIECE = 1_048_576;
/** Names under which programs write what is not whole yet. */
const UNFINISHED = /^[.~]|\.(part|partial|tmp|temp|filepart|crdownload|upload|writing)$/i;

/** The parts of a path below a root: `orders/north`. `null` for whatever could lead elsewhere. */
export function folderSegments(path: string): string[] | null {
  const segments = path.split('/');
  return segments.length <= MOST_SEGMENTS && segments.every((segment) => SEGMENT.test(segment)) ? segments : null;
}

/**
 * The real place of a folder below a root; a link that leads out of the root is not followed. `null` when there is none, or it is elsewhere.
 * @param create makes what is missing
 */
export async function dropFolder(root: string, segments: readonly string[], { create }: { create: boolean }): Promise<string | null> {
  try {
    const top = await realpath(root);
    let folder = top;
    for (const segment of segments) {
      const next = join(folder, segment);
      // Step by step: one that is made at once would be made behind a link, too.
      if (create) await mkdir(next).catch(unlessThere);
      folder = await realpath(next);
      if (!folder.startsWith(top.endsWith(sep) ? top : top + sep) || !(await lstat(folder)).isDirectory()) return null;
    }
    return folder;
  } catch (error) {
    if (isOfFiles(error)) return null;
    throw error;
  }
}

/**
 * Files that are whole and can be read by their extension, oldest first. Links, folders and unfinished files are passed over.
 * @throws as the file system does
 */
export async function droppedFiles(folder: string, { extensions, now, most }: { extensions: readonly string[]; now: Date; most: number }): Promise<DroppedFile[]> {
  const found: DroppedFile[] = [];
  let looked = 0;
  for await (const entry of await opendir(folder)) {
    if (!entry.isFile() || UNFINISHED.test(entry.name) || !extensions.some((extension) => entry.name.toLowerCase().endsWith(extension))) continue;
    looked += 1;
    if (looked > MOST_LOOKED_AT) break;
    const stats = await lstat(join(folder, entry.name)).catch(() => null);
    if (stats?.isFile() && isQuiet(stats, now)) found.push({ name: entry.name, bytes: stats.size, modifiedAt: stats.mtime });
  }
  return found.toSorted((a, b) => a.modifiedAt.getTime() - b.modifiedAt.getTime() || (a.name < b.name ? -1 : 1)).slice(0, most);
}

/** By the instant of its last change, which nobody can set, unlike that of its last modification. */
function isQuiet({ ctimeMs }: Stats, now: Date): boolean {
  return now.getTime() - ctimeMs >= QUIET_MS;
}

/** Copies a file to where nobody else writes, so that what is read is what was checked. */
export async function copyDropped(folder: string, name: string, to: string, { maxBytes, onPiece }: { maxBytes: number; onPiece(): Promise<unknown> }): Promise<Copied> {
  const source = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error: unknown) => {
    if (isOfFiles(error)) return null;
    throw error;
  });
  if (!source) return { kind: 'gone' };
  try {
    const before = await source.stat();
    if (!before.isFile()) return { kind: 'gone' };
    if (before.size > maxBytes) return { kind: 'too-large' };
    const hash = createHash('sha256');
    const target = await open(to, 'w', 0o600);
    try {
      const buffer = Buffer.allocUnsafe(PIECE);
      for (let position = 0; ;) {
        const { bytesRead } = await source.read(buffer, 0, PIECE, position);
        if (bytesRead === 0) break;
        position += bytesRead;
        if (position > before.size) return { kind: 'growing' };
        hash.update(buffer.subarray(0, bytesRead));
        await target.write(buffer, 0, bytesRead);
        await onPiece();
      }
    } finally {
      await target.close();
    }
    const after = await source.stat();
    return after.size === before.size && after.ctimeMs === before.ctimeMs ? { kind: 'copied', hash: hash.digest('base64url') } : { kind: 'growing' };
  } finally {
    await source.close();
  }
}

/**
 * Moves a file into a folder beside it, with a report where there is one.
 * @returns where it is now; `null` when the folder may not be written to: the file is where it was
 */
export async function putAway(folder: string, name: string, { into, report, stamp }: { into: string; report: string | null; stamp: string }): Promise<string | null> {
  const shelf = join(folder, into);
  try {
    await mkdir(shelf).catch(unlessThere);
    if ((await realpath(shelf)) !== shelf) return null;
    const isTaken = await lstat(join(shelf, name)).then(() => true, () => false);
    const place = join(shelf, isTaken ? `${stamp}-${name}` : name);
    await rename(join(folder, name), place);
    // It is where it belongs, whether the report could be laid beside it or not.
    if (report !== null) await copyFile(report, `${place}.errors.csv`).catch(unlessOfFiles);
    return place;
  } catch (error) {
    if (isOfFiles(error)) return null;
    throw error;
  }
}

function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

function unlessOfFiles(error: unknown): void {
  if (!isOfFiles(error)) throw error;
}

/** What file systems say to those who may not, or who come too late. */
function isOfFiles(error: unknown): boolean {
  return /^(ENOENT|ENOTDIR|EACCES|EPERM|EROFS|ELOOP|EXDEV|ENXIO|ENAMETOOLONG|EISDIR|ENOSPC|EDQUOT)$/.test((error as NodeJS.ErrnoException).code ?? '');
}
