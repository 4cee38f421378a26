/** Multipart uploads: one file, streamed to disk, sized and named safely; the file is gone when the request is over. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { AppError, Invalid, TooLarge } from '../errors.ts';

export interface Upload {
  path: string;
  /** As the sender called it, without folders. Shown, never used as a path. */
  fileName: string;
  bytes: number;
  /** The other fields of the form. */
  fields: Record<string, string>;
  sha256: string;
}

/** Receives one file in the field `file`, hands it to `use` and removes it afterwards. @throws TooLarge, Invalid */
export async function withUpload<R>(request: Request, response: Response, { maxBytes }: { maxBytes: number }, use: (upload: Upload) => Promise<R>): Promise<R> {
  if (!request.is('multipart/form-data')) throw new AppError(415, 'Unsupported content', 'Send the file as multipart/form-data with the fields "kind" and "file".');
  const receive = multer({
    dest: tmpdir(),
    // Without it a Persian or Polish file name arrives as mojibake.
    defParamCharset: 'utf8',
    limits: { fileSize: maxBytes, files: 1, fields: 10, fieldSize: 256 * 1024, parts: 12 },
  }).single('file');
  await new Promise<void>((resolve, reject) => {
    receive(request, response, (error: unknown) => (error ? reject(refusal(error, maxBytes)) : resolve()));
  });
  const { file } = request;
  if (!file) throw new Invalid([{ pointer: '/file', detail: 'is missing; send the file in the field "file"' }]);
  try {
    return await use({
      path: file.path,
      fileName: basename(file.originalname).replaceAll(/\p{Cc}/gu, '').slice(0, 200),
      bytes: file.size,
      fields: { ...(request.body as Record<string, string>) },
      sha256: await hashOf(file.path),
    });
  } finally {
    await rm(file.path, { force: true });
  }
}

function refusal(error: unknown, maxBytes: number): unknown {
  if (!(error instanceof MulterError)) return new AppError(400, 'Malformed request', 'The form cannot be read.');
  if (error.code === 'LIMIT_FILE_SIZE') return new TooLarge(`The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
  return new Invalid([{ pointer: `/${error.field ?? ''}`, detail: error.message }]);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
