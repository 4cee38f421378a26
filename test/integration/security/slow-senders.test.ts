import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../support/processes.ts';
import { freePort, startProduct, untilReady, type ProductProcess } from '../../support/product.ts';
import { testServices } from '../../support/services.ts';

const SLOW = 300;

let port: number;
let url: string;
let product: ProductProcess;
const folder = mkdtempSync(join(tmpdir(), 'afterword-slow-'));
beforeAll(async () => {
  const { mongodbUri, redisUrl, prefix } = testServices();
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  product = startProduct('web', { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, REDIS_PREFIX: prefix, PORT: String(port), BASE_URL: url, DATA_DIR: folder, SECRET: 'slow-secret-'.repeat(4) });
  await until('it answers', async () => (await fetch(`${url}/healthz`).catch(() => null))?.status === 200, 60_000);
  await untilReady(url).catch(() => {});
}, 120_000);
afterAll(async () => {
  await product.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends a request line and then a header every half second, for ever. */
function dribble(): { socket: Socket; isOver: () => boolean } {
  let over = false;
  const socket = connect(port, '127.0.0.1', () => void socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n'));
  const more = setInterval(() => void (socket.writable && socket.write('X-a: b\r\n')), 500);
  socket.on('error', () => {}).once('close', () => {
    over = true;
    clearInterval(more);
  }).resume();
  return { socket, isOver: () => over };
}

it('hundreds that dribble their headers keep nobody out, and are sent away after ten seconds', async () => {
  const slow = Array.from({ length: SLOW }, dribble);
  try {
    await until('all of them are connected', () => slow.every(({ socket }) => !socket.connecting));
    for (let asked = 0; asked < 20; asked += 1) expect((await fetch(`${url}/admin/sign-in`, { signal: AbortSignal.timeout(5000) })).status).toBe(200);
    expect(slow.filter(({ isOver }) => isOver()).length).toBeLessThan(SLOW);
    await until('all of them are sent away', () => slow.every(({ isOver }) => isOver()), 18_000);
    expect((await fetch(`${url}/admin/sign-in`)).status).toBe(200);
  } finally {
    for (const { socket } of slow) socket.destroy();
  }
}, 60_000);
