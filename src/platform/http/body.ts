/** Reads a request's raw body within bounds. What it refuses it says before reading on. */
import type { IncomingMessage } from 'node:http';
import { AppError, TooLarge } from '../errors.ts';

/** Of a body beyond its limit this much is still read and thrown away, so that its sender gets to see the answer. */
const DRAINED_BYTES = 8 * 1_048_576;

export interface BodyOptions {
  maxBytes: number;
  /** Accepted media types, parameters aside; `null` accepts any. */
  types: readonly string[] | null;
}

/**
 * @throws AppError 415 for a compressed body (its size would be the sender's secret) or another type, TooLarge (413) beyond `maxBytes`
 */
export function readBody(request: IncomingMessage, { maxBytes, types }: BodyOptions): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return refuse(request, new AppError(415, 'Unsupported media type', `Content-Encoding "${encoding.slice(0, 40)}" is not accepted; send the body as it is.`));
  }
  if (types !== null) {
    const given = mediaType(request.headers['content-type']);
    if (!types.includes(given)) {
      return refuse(request, new AppError(415, 'Unsupported media type', `Content-Type must be ${types.join(' or ')}${given === '' ? '' : `, not "${given.slice(0, 80)}"`}.`));
    }
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return refuse(request, tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(tooLarge(maxBytes));
      if (size > maxBytes + DRAINED_BYTES) request.destroy();
    });
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0] as Buffer : Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new AppError(400, 'Malformed request', 'The connection was closed before the whole body had arrived.'));
    });
  });
}

function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function tooLarge(maxBytes: number): TooLarge {
  return new TooLarge(`The body is larger than ${maxBytes >= 1_048_576 ? `${maxBytes / 1_048_576} MiB` : `${maxBytes / 1024} KiB`}.`);
}

function refuse(request: IncomingMessage, error: AppError): Promise<never> {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > DRAINED_BYTES) request.destroy();
  });
  request.on('error', () => {});
  return Promise.reject(error);
}
