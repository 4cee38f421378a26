/** The public API as any sender uses it. */

export interface Client {
  put(path: string, body: unknown): Promise<unknown>;
  /** @returns the status and the answer */
  post(path: string, body: unknown): Promise<{ status: number; body: unknown }>;
  /** Sends a file with the fields that say what it is. */
  upload(path: string, fields: Record<string, string>, file: { name: string; pieces: string[] }): Promise<unknown>;
  get(path: string): Promise<unknown>;
}

/** Of a call that the instance is too busy for: a small machine may be so for minutes. */
const MOST_TRIES = 40;

export function apiClient(baseUrl: string, key: string): Client {
  const call = async (method: string, path: string, content: { body?: string | FormData; type?: string } = {}): Promise<{ status: number; body: unknown }> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(`${baseUrl}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(content.type === undefined ? {} : { 'content-type': content.type }) },
        ...(content.body === undefined ? {} : { body: content.body }),
      }).catch((error: unknown) => {
        throw new Error(`${baseUrl} does not answer (${(error as Error).message}): start the product with npm start`);
      });
      if (answer.ok) return { status: answer.status, body: await answer.json() };
      const wait = Number(answer.headers.get('retry-after') ?? Number.NaN);
      if (attempt >= MOST_TRIES || !(answer.status === 429 || answer.status === 503)) throw new Error(`${method} ${path} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
      await new Promise((resolve) => setTimeout(resolve, 1000 * (Number.isFinite(wait) ? wait : 1)));
    }
  };
  const json = (body: unknown) => ({ body: JSON.stringify(body), type: 'application/json' });
  return {
    put: async (path, body) => (await call('PUT', path, json(body))).body,
    post: (path, body) => call('POST', path, json(body)),
    upload: async (path, fields, { name, pieces }) => {
      const form = new FormData();
      for (const [field, value] of Object.entries(fields)) form.set(field, value);
      form.set('file', new Blob(pieces), name);
      return (await call('POST', path, { body: form })).body;
    },
    get: async (path) => (await call('GET', path)).body,
  };
}

/** Works through the items a few at a time. */
export async function eachOf<T>(items: readonly T[], parallel: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const lane = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: parallel }, lane));
}
