import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../../src/platform/http/public-address.ts';
import { safeFetch, urlTrouble, type FetchPolicy, type FetchRequest } from '../../../../src/platform/http/safe-fetch.ts';

const STRICT: FetchPolicy = { allowsLoopback: false };
const asked = (values: Partial<FetchRequest> = {}): FetchRequest => ({ headers: {}, bearerToken: null, maxBytes: 10_000, timeoutMs: 5000, take: async () => {}, ...values });

/** Connections that were really made, by anybody in this process. */
let connected: string[];
const note = (message: unknown): void => {
  const { socket } = message as { socket: Socket };
  socket.once('connect', () => connected.push(`${socket.remoteAddress}:${socket.remotePort}`));
};
const servers: Server[] = [];
beforeEach(() => {
  connected = [];
  subscribe('net.client.socket', note);
});
afterEach(async () => {
  unsubscribe('net.client.socket', note);
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  })));
});

async function serve(listener: RequestListener): Promise<{ url: string; port: number }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

/** What may not be fetched, and by which rule. */
const REFUSED: readonly [string, string][] = [
  // This machine, however it is written.
  ['https://127.0.0.1/', 'address-not-public'], ['https://127.0.0.1./', 'address-not-public'], ['https://127.1/', 'address-not-public'], ['https://127.0.1/', 'address-not-public'],
  ['https://2130706433/', 'address-not-public'], ['https://0x7f000001/', 'address-not-public'], ['https://0x7f.1/', 'address-not-public'], ['https://0x7f.0x0.0x0.0x1/', 'address-not-public'],
  ['https://0177.0.0.1/', 'address-not-public'], ['https://017700000001/', 'address-not-public'], ['https://127.255.255.254/', 'address-not-public'], ['https://①②⑦.⓪.⓪.①/', 'address-not-public'],
  ['https://127。0。0。1/', 'address-not-public'], ['https://%31%32%37.0.0.1/', 'address-not-public'], ['https://0/', 'address-not-public'], ['https://0.0.0.0/', 'address-not-public'],
  ['https://0.1.2.3/', 'address-not-public'], ['https://00/', 'address-not-public'], ['https://0x0/', 'address-not-public'],
  ['https://[::1]/', 'address-not-public'], ['https://[0:0:0:0:0:0:0:1]/', 'address-not-public'], ['https://[::]/', 'address-not-public'], ['https://[0000::0001]/', 'address-not-public'],
  ['https://localhost/', 'host-not-public'], ['https://LOCALHOST/', 'host-not-public'], ['https://localhost./', 'host-not-public'], ['https://foo.localhost/', 'host-not-public'],
  ['https://localhost.localdomain/', 'host-not-public'], ['https://ｌｏｃａｌｈｏｓｔ/', 'host-not-public'], ['https://ip6-localhost/', 'host-not-public'],
  // IPv4 inside of IPv6.
  ['https://[::ffff:127.0.0.1]/', 'address-not-public'], ['https://[::ffff:7f00:1]/', 'address-not-public'], ['https://[0:0:0:0:0:ffff:127.0.0.1]/', 'address-not-public'],
  ['https://[::ffff:10.0.0.1]/', 'address-not-public'], ['https://[::ffff:169.254.169.254]/', 'address-not-public'], ['https://[::ffff:93.184.216.34]/', 'address-not-public'],
  ['https://[::127.0.0.1]/', 'address-not-public'], ['https://[::ffff:0:127.0.0.1]/', 'address-not-public'], ['https://[64:ff9b::127.0.0.1]/', 'address-not-public'],
  ['https://[64:ff9b::a9fe:a9fe]/', 'address-not-public'], ['https://[64:ff9b:1::10.0.0.1]/', 'address-not-public'], ['https://[2002:7f00:1::]/', 'address-not-public'],
  ['https://[2002:a9fe:a9fe::1]/', 'address-not-public'], ['https://[2001:0:7f00:1::]/', 'address-not-public'],
  // Neighbours.
  ['https://10.0.0.1/', 'address-not-public'], ['https://10.255.255.255/', 'address-not-public'], ['https://10.1/', 'address-not-public'], ['https://172.16.0.1/', 'address-not-public'],
  ['https://172.31.255.254/', 'address-not-public'], ['https://192.168.0.1/', 'address-not-public'], ['https://192.168.1/', 'address-not-public'], ['https://0xc0a80001/', 'address-not-public'],
  ['https://3232235521/', 'address-not-public'], ['https://100.64.0.1/', 'address-not-public'], ['https://100.127.255.254/', 'address-not-public'], ['https://[fc00::1]/', 'address-not-public'],
  ['https://[fd12:3456:789a::1]/', 'address-not-public'], ['https://[fe80::1]/', 'address-not-public'], ['https://[fe80::1%25eth0]/', 'not-a-url'], ['https://[fec0::1]/', 'address-not-public'],
  ['https://mongo/', 'host-not-public'], ['https://redis:8443/', 'host-not-public'], ['https://printer.local/', 'host-not-public'], ['https://wiki.corp/', 'host-not-public'],
  ['https://nas.home.arpa/', 'host-not-public'], ['https://router.lan./', 'host-not-public'],
  // The cloud's own.
  ['https://169.254.169.254/latest/meta-data/', 'address-not-public'], ['https://169.254.170.2/', 'address-not-public'], ['https://2852039166/', 'address-not-public'], ['https://0xa9fea9fe/', 'address-not-public'],
  ['https://0251.0376.0251.0376/', 'address-not-public'], ['https://169.254.43518/', 'address-not-public'], ['https://[fd00:ec2::254]/', 'address-not-public'], ['https://metadata.google.internal/', 'host-not-public'],
  ['https://metadata/', 'host-not-public'], ['https://100.100.100.200/', 'address-not-public'], ['https://192.0.0.192/', 'address-not-public'], ['https://168.63.129.16/', 'address-not-public'],
  // What nobody has: multicast, broadcast, documentation, tests, reserved.
  ['https://224.0.0.1/', 'address-not-public'], ['https://239.255.255.250/', 'address-not-public'], ['https://255.255.255.255/', 'address-not-public'], ['https://240.0.0.1/', 'address-not-public'],
  ['https://192.0.2.1/', 'address-not-public'], ['https://198.51.100.1/', 'address-not-public'], ['https://203.0.113.1/', 'address-not-public'], ['https://198.18.0.1/', 'address-not-public'],
  ['https://198.19.255.255/', 'address-not-public'], ['https://192.88.99.1/', 'address-not-public'], ['https://[ff02::1]/', 'address-not-public'], ['https://[2001:db8::1]/', 'address-not-public'],
  ['https://[3fff::1]/', 'address-not-public'], ['https://[100::1]/', 'address-not-public'], ['https://[5f00::1]/', 'address-not-public'], ['https://[2001:20::1]/', 'address-not-public'],
  // Other ways in.
  ['http://example.com/', 'not-https'], ['HTTP://EXAMPLE.COM/', 'not-https'], ['ftp://example.com/', 'not-https'], ['file:///etc/passwd', 'not-https'], ['gopher://example.com:70/_x', 'not-https'],
  ['data:text/csv,a', 'not-https'], ['blob:https://example.com/1', 'not-https'], ['javascript:alert(1)', 'not-https'], ['//example.com/', 'not-a-url'], ['example.com', 'not-a-url'], ['', 'not-a-url'],
  ['https://', 'not-a-url'], ['https:///', 'not-a-url'], ['https://exa mple.com/', 'not-a-url'], ['https://example.com\\@127.0.0.1/', 'not-a-url'], ['https://example.com/\r\nHost: x', 'not-a-url'],
  ['https://256.256.256.256/', 'not-a-url'], ['https://1.2.3.4.5/', 'not-a-url'], ['https://[::1/', 'not-a-url'], ['https://a%00b.com/', 'not-a-url'], [`https://example.com/${'x'.repeat(2048)}`, 'not-a-url'],
  ['https://example.com@127.0.0.1/', 'credentials-in-url'], ['https://me:secret@example.com/', 'credentials-in-url'], ['https://me@example.com/', 'credentials-in-url'], ['https://example.com%40127.0.0.1/', 'not-a-url'],
  ['https://example.com:22/', 'port-not-allowed'], ['https://example.com:80/', 'port-not-allowed'], ['https://example.com:6379/', 'port-not-allowed'], ['https://example.com:27017/', 'port-not-allowed'],
  ['https://127.0.0.1:6379/', 'port-not-allowed'], ['https://example.com:99999/', 'not-a-url'],
];

describe('addresses that are refused', () => {
  it('are more than eighty', () => expect(REFUSED.length).toBeGreaterThan(80));

  it.each(REFUSED)('%s: %s', async (url, trouble) => {
    expect(urlTrouble(url, STRICT)).toMatchObject({ trouble });
    const resolve = async (): Promise<never> => {
      throw new Error('was looked up');
    };
    expect(await safeFetch(url, asked(), { ...STRICT, resolve })).toMatchObject({ ok: false, trouble });
    expect(connected).toEqual([]);
  });

  it.each(['https://example.com/x.csv', 'https://example.com:443/', 'https://files.example.com:8443/a?b=c#d', 'https://93.184.216.34/', 'https://[2606:2800:220:1:248:1893:25c8:1946]/', 'https://bücher.example.com/', 'https://localhost.example.com/'])(
    'are not %s', (url) => expect(urlTrouble(url, STRICT)).toBeNull(),
  );
});

describe('names', () => {
  const answer = (...addresses: string[]) => async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  it.each([
    ['127.0.0.1'], ['10.0.0.7'], ['169.254.169.254'], ['100.64.3.3'], ['0.0.0.0'], ['::1'], ['::ffff:127.0.0.1'], ['::ffff:7f00:1'], ['64:ff9b::a9fe:a9fe'], ['fd00::1'], ['fe80::1%eth0'], ['2002:7f00:1::'],
    ['93.184.216.34', '10.0.0.7'], ['10.0.0.7', '93.184.216.34'], ['2606:2800:220:1:248:1893:25c8:1946', '::1'], ['not an address'],
  ])('that lead to %s %s are not connected to', async (...addresses) => {
    expect(await safeFetch('https://files.example.com/', asked(), { ...STRICT, resolve: answer(...addresses) })).toMatchObject({ ok: false, trouble: 'address-not-public' });
    expect(connected).toEqual([]);
  });

  it('that lead nowhere are said so', async () => {
    expect(await safeFetch('https://files.example.com/', asked(), { ...STRICT, resolve: answer() })).toMatchObject({ ok: false, trouble: 'unknown-host' });
    const resolve = async (): Promise<never> => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    expect(await safeFetch('https://files.example.com/', asked(), { ...STRICT, resolve })).toMatchObject({ ok: false, trouble: 'unknown-host' });
  });

  it('are asked for once: one that would answer otherwise the second time is not asked again', async () => {
    const trap = await serve((_request, response) => void response.end('trapped'));
    const answers = ['93.184.216.34', '127.0.0.1'];
    let times = 0;
    const resolve = async () => [{ address: answers[times++] ?? '127.0.0.1', family: 4 }];
    const fetched = await safeFetch(`https://rebind.example.com:8443/`, asked({ timeoutMs: 700 }), { ...STRICT, resolve });
    expect(fetched).toMatchObject({ ok: false });
    expect(times).toBe(1);
    expect(connected.filter((to) => to.includes(String(trap.port)) || to.startsWith('127.'))).toEqual([]);
  });

  it('are connected to at the address that was checked', async () => {
    const { port } = await serve((request, response) => void response.end(`for ${request.headers.host}`));
    const pieces: Buffer[] = [];
    let times = 0;
    const resolve = async () => [{ address: times++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    const fetched = await safeFetch(`http://localhost:${port}/`, asked({ take: async (piece) => pieces.push(piece) }), { allowsLoopback: true, resolve });
    expect(fetched).toMatchObject({ ok: true, status: 200 });
    expect(Buffer.concat(pieces).toString()).toBe(`for localhost:${port}`);
    expect(connected).toEqual([`127.0.0.1:${port}`]);
  });
});

describe('this machine, where tests allow it', () => {
  const LOOSE: FetchPolicy = { allowsLoopback: true };

  it('is all that is allowed besides', () => {
    for (const [url] of REFUSED.filter(([, trouble]) => trouble !== 'port-not-allowed')) {
      const isThisMachine = urlTrouble(url, LOOSE) === null;
      if (isThisMachine) expect(['[::1]', 'localhost', 'localhost.'].includes(new URL(url).hostname) || new URL(url).hostname.startsWith('127.'), url).toBe(true);
    }
    expect(urlTrouble('http://127.0.0.1:4000/', LOOSE)).toBeNull();
    expect(urlTrouble('http://10.0.0.1/', LOOSE)).toMatchObject({ trouble: 'not-https' });
    expect(urlTrouble('http://example.com/', LOOSE)).toMatchObject({ trouble: 'not-https' });
  });

  it.each([['http://10.0.0.1/', 'not-https'], ['https://169.254.169.254/', 'address-not-public'], ['https://files.internal/', 'host-not-public'], ['file:///etc/passwd', 'not-https'], ['https://me:me@example.com/', 'credentials-in-url']])(
    'does not let it redirect to %s', async (location, trouble) => {
      const { url } = await serve((_request, response) => void response.writeHead(302, { location }).end());
      expect(await safeFetch(url, asked(), LOOSE)).toMatchObject({ ok: false, trouble });
      expect(connected).toHaveLength(1);
    },
  );

  it('follows three redirects and no more, and gives the token to nobody else', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('here');
    });
    const chain = await serve((request, response) => {
      seen.push(request.headers.authorization);
      const left = Number(request.url?.slice(1));
      response.writeHead(307, { location: left > 0 ? `/${left - 1}` : other.url }).end();
    });
    expect(await safeFetch(`${chain.url}/2`, asked({ bearerToken: 'tok' }), LOOSE)).toMatchObject({ ok: true, status: 200, bytes: 4 });
    expect(seen).toEqual(['Bearer tok', 'Bearer tok', 'Bearer tok', undefined]);
    expect(await safeFetch(`${chain.url}/3`, asked(), LOOSE)).toMatchObject({ ok: false, trouble: 'too-many-redirects' });
  });

  it('is not read beyond what is asked for', async () => {
    const announced = await serve((_request, response) => void response.end(Buffer.alloc(20_000)));
    const endless = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1000))) { /* as much as it takes */ }
      };
      response.on('drain', more);
      more();
    });
    let taken = 0;
    const take = async (piece: Buffer): Promise<void> => void (taken += piece.length);
    for (const { url } of [announced, endless]) expect(await safeFetch(url, asked({ take }), LOOSE)).toMatchObject({ ok: false, trouble: 'too-large' });
    expect(taken).toBeLessThanOrEqual(10_000);
  });

  it('is waited for as long as is asked, whether it never answers or never ends', async () => {
    const silent = await serve(() => {});
    const dripping = await serve((_request, response) => {
      response.write('a');
      const drip = setInterval(() => response.write('a'), 50);
      response.on('close', () => clearInterval(drip));
    });
    for (const { url } of [silent, dripping]) expect(await safeFetch(url, asked({ timeoutMs: 300 }), LOOSE)).toMatchObject({ ok: false, trouble: 'too-slow' });
  });

  it('says what went wrong', async () => {
    const compressed = await serve((_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'));
    const broken = await serve((request) => void request.socket.destroy());
    const cut = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await safeFetch(compressed.url, asked(), LOOSE)).toMatchObject({ ok: false, trouble: 'compressed' });
    expect(await safeFetch(broken.url, asked(), LOOSE)).toMatchObject({ ok: false, trouble: 'no-connection' });
    expect(await safeFetch(cut.url, asked(), LOOSE)).toMatchObject({ ok: false, trouble: 'no-connection' });
    expect(await safeFetch('http://127.0.0.1:1/', asked(), LOOSE)).toMatchObject({ ok: false, trouble: 'no-connection' });
  });

  it('answers other statuses as they are, without their bodies', async () => {
    const { url } = await serve((request, response) => void response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 404, { etag: '"1"' }).end());
    expect(await safeFetch(url, asked({ headers: { 'if-none-match': '"1"' } }), LOOSE)).toMatchObject({ ok: true, status: 304, bytes: 0 });
    expect(await safeFetch(url, asked(), LOOSE)).toMatchObject({ ok: true, status: 404, headers: { etag: '"1"' }, bytes: 0 });
  });

  it('lets what takes the body fail as it does', async () => {
    const { url } = await serve((_request, response) => void response.end('x'));
    await expect(safeFetch(url, asked({ take: async () => Promise.reject(new Error('disk full')) }), LOOSE)).rejects.toThrow('disk full');
  });
});

describe('ranges', () => {
  it.each(['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '2606:4700::1111', '2a00::1', '3ffe::1'])(
    '%s is public', (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each(['', 'x', '1.2.3', '1.2.3.4.5', '127.0.0.1:80', '[::1]', '2606:4700::1111%eth0', '1fff::1', '4000::1'])('%j is not', (address) => expect(isPublicAddress(address)).toBe(false));
});
