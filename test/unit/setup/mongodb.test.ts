import { describe, expect, it } from 'vitest';

interface Command {
  readonly replSetGetConfig?: 1;
  readonly replSetInitiate?: object;
  readonly replSetReconfig?: object;
  readonly force?: boolean;
}

const location: string = new URL('../../../src/setup/mongodb.mjs', import.meta.url).href;
const { initiate } = (await import(location)) as { initiate: (admin: object, host: string) => Promise<void> };

/** The answers of a mongod that was never told, or that knows itself under a host. */
function mongod(host: string | null) {
  const heard: Command[] = [];
  const command = async (asked: Command) => {
    heard.push(asked);
    if (asked.replSetGetConfig === undefined) return { ok: 1 };
    if (host === null) throw Object.assign(new Error('no replset config has been received'), { code: 94 });
    return { config: { _id: 'afterword', version: 3, members: [{ _id: 0, host }] } };
  };
  return { heard, command };
}

describe('initiating a mongod', () => {
  it('makes a new one a replica set of one', async () => {
    const admin = mongod(null);
    await initiate(admin, '127.0.0.1:21000');
    expect(admin.heard[1]).toEqual({ replSetInitiate: { _id: 'afterword', members: [{ _id: 0, host: '127.0.0.1:21000' }] } });
  });

  it('leaves one alone that knows its address', async () => {
    const admin = mongod('127.0.0.1:21000');
    await initiate(admin, '127.0.0.1:21000');
    expect(admin.heard).toEqual([{ replSetGetConfig: 1 }]);
  });

  it('tells one that its port has changed, against its will: alone it has no majority to ask', async () => {
    const admin = mongod('127.0.0.1:21000');
    await initiate(admin, '127.0.0.1:22000');
    expect(admin.heard[1]).toEqual({ replSetReconfig: { _id: 'afterword', version: 4, members: [{ _id: 0, host: '127.0.0.1:22000' }] }, force: true });
  });

  it('passes on every other refusal', async () => {
    const refusing = { command: async () => Promise.reject(Object.assign(new Error('not authorised'), { code: 13 })) };
    await expect(initiate(refusing, '127.0.0.1:21000')).rejects.toThrow('not authorised');
  });
});
