/** A TCP proxy that can be cut, stalled and mended: what a dead or silent service looks like from here. */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TcpProxy {
  port: number;
  /** Closes every connection and takes no new one. */
  cut(): Promise<void>;
  /** Keeps connections open and lets nothing through. */
  stall(): void;
  /** From now on everything takes so much longer, each way; 0 = no longer. */
  slow(milliseconds: number): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function tcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  let delayMs = 0;
  /** What comes later overtakes nothing, also when the delay ends. */
  const delayed = (): Transform => {
    let last = Promise.resolve();
    return new Transform({
      highWaterMark: 16 * 1_048_576,
      transform(chunk: Buffer, _encoding, done) {
        const due = delayMs === 0 ? undefined : sleep(delayMs);
        last = Promise.all([last, due]).then(() => void this.push(chunk));
        done();
      },
      flush: (done) => void last.then(() => done()),
    });
  };
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      if (isStalled) socket.pause();
    }
    if (!isStalled) {
      client.pipe(delayed()).pipe(upstream);
      upstream.pipe(delayed()).pipe(client);
    }
  });
  const listen = (port: number): Promise<void> => new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const cut = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut,
    stall() {
      isStalled = true;
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    slow(milliseconds) {
      delayMs = milliseconds;
    },
    async mend() {
      // Stalled connections have lost their place; their owners connect again. Sound ones stay.
      if (isStalled) for (const socket of sockets) socket.destroy();
      isStalled = false;
      if (!server.listening) await listen(port);
    },
    async close() {
      if (server.listening) await cut();
    },
  };
}
