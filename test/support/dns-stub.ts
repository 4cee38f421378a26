/** A name server for tests: answers what it is told about text records, over UDP on this machine. */
import { createSocket } from 'node:dgram';

export interface DnsStub {
  /** For DNS_SERVERS. */
  address: string;
  /** Text records by name; a name that is not here does not exist, and `'broken'` makes the server fail. */
  records: Map<string, string[] | 'broken'>;
  close(): Promise<void>;
}

const TXT = 16;

export async function openDnsStub(): Promise<DnsStub> {
  const records: DnsStub['records'] = new Map();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => socket.send(answerTo(query, records), port, address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${socket.address().port}`, records, close: () => new Promise((resolve) => socket.close(() => resolve())) };
}

/** RFC 1035 §4: the question comes back, with an answer for each record. */
function answerTo(query: Buffer, records: DnsStub['records']): Buffer {
  let end = 12;
  const labels: string[] = [];
  for (let length = query[end] ?? 0; length > 0; length = query[end] ?? 0) {
    labels.push(query.toString('latin1', end + 1, end + 1 + length));
    end += length + 1;
  }
  const question = query.subarray(12, end + 5);
  const known = records.get(labels.join('.').toLowerCase());
  const answers = Array.isArray(known) ? known.map(record) : [];
  const code = known === 'broken' ? 2 : known === undefined ? 3 : 0;
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, question, ...answers]);
}

/** Long texts go in parts of 255 bytes. */
function record(text: string): Buffer {
  const bytes = Buffer.from(text);
  const parts = Array.from({ length: Math.ceil(bytes.length / 255) }, (_, index) => bytes.subarray(index * 255, (index + 1) * 255));
  const data = Buffer.concat(parts.flatMap((part) => [Buffer.from([part.length]), part]));
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(1, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
