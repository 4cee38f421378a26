import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { SetupError } from './say.mjs';

/** @param {number} port @param {string} [host] @returns {Promise<boolean>} */
function binds(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error) => done(/** @type {NodeJS.ErrnoException} */ (error).code === 'EAFNOSUPPORT' || /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRNOTAVAIL'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
  });
}

/**
 * Whether nobody listens on the port, on this machine's own address or on all of them.
 * @param {number} port
 */
export async function isFree(port) {
  return (await binds(port, '127.0.0.1')) && (await binds(port, '0.0.0.0')) && (await binds(port, '::'));
}

/**
 * A free port for a service: the one it had before, else one below the range that outgoing connections are given.
 * @param {number | undefined} previous
 */
export async function servicePort(previous) {
  if (previous !== undefined && (await isFree(previous))) return previous;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new SetupError('No free port was found between 20000 and 32000', 'end programs that listen there, or set MONGODB_URI and REDIS_URL');
}

const DEFAULT_WEB_PORT = 3000;

/**
 * The port of the web server. A given one must be free; else the one of the last run, 3000, or the next free one.
 * @param {string | undefined} given
 * @param {number | undefined} previous
 */
export async function webPort(given, previous) {
  if (given !== undefined && given !== '') {
    const port = Number(given);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new SetupError(`PORT is "${given}"`, 'give a whole number from 1 to 65535');
    if (!(await isFree(port))) throw new SetupError(`Port ${port} is in use`, 'end the program that listens there, or choose another PORT');
    return port;
  }
  if (previous !== undefined && (await isFree(previous))) return previous;
  for (let port = DEFAULT_WEB_PORT; port < DEFAULT_WEB_PORT + 500; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new SetupError(`No port from ${DEFAULT_WEB_PORT} on is free`, 'choose one with PORT');
}
