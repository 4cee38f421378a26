/** A large answer that stays the same until something changes: written out and compressed once, then sent as it is. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Response } from 'express';

const packed = new WeakMap<object, Promise<Buffer>>();

/** @param answer by whose identity the bytes are known again @param write called once for each answer @returns when it is on its way */
export async function sendPacked(response: Response, answer: object, write: () => string): Promise<void> {
  let bytes = packed.get(answer);
  if (bytes === undefined) packed.set(answer, (bytes = promisify(gzip)(write())));
  response.type('json').vary('Accept-Encoding');
  if (response.req.acceptsEncodings('gzip') === 'gzip') response.set('Content-Encoding', 'gzip').send(await bytes);
  else response.send(await promisify(gunzip)(await bytes));
}
