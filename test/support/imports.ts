/** Imports through the API, as a program makes them. */
import { eventually } from './test-app.ts';

export interface ImportProgress {
  status: string;
  reason: string | null;
  rowsRead: number;
  accepted: number;
  updated: number;
  unchanged: number;
  rejected: number;
  percent: number;
}

export interface ImportsClient {
  headers: { Authorization: string };
  upload(kind: string, content: string | Uint8Array<ArrayBuffer>, fields?: Record<string, string>): Promise<Response>;
  /** Uploads what must be taken. @returns the import's id */
  begin(kind: string, content: string | Uint8Array<ArrayBuffer>, fields?: Record<string, string>): Promise<string>;
  progress(id: string): Promise<ImportProgress>;
  ended(id: string, milliseconds?: number): Promise<ImportProgress>;
  askUndo(id: string): Promise<void>;
  /** The file of wrong values. */
  errors(id: string): Promise<string>;
}

const FINAL = ['finished', 'failed', 'undone'];

export function importsClient(url: string, key: string): ImportsClient {
  const headers = { Authorization: `Bearer ${key}` };
  const at = (path: string): string => `${url}/api/v1/imports${path}`;
  const client: ImportsClient = {
    headers,
    async upload(kind, content, fields = {}) {
      const form = new FormData();
      form.set('kind', kind);
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set('file', new Blob([content]), 'plik-ąę-فایل.csv');
      return fetch(at(''), { method: 'POST', headers, body: form });
    },
    async begin(kind, content, fields) {
      const response = await client.upload(kind, content, fields);
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
      return ((await response.json()) as { id: string }).id;
    },
    progress: async (id) => (await (await fetch(at(`/${id}`), { headers })).json()) as ImportProgress,
    ended: (id, milliseconds = 20_000) => eventually(`import ${id} ends`, async () => {
      const progress = await client.progress(id);
      return FINAL.includes(progress.status) && progress;
    }, milliseconds),
    async askUndo(id) {
      const response = await fetch(at(`/${id}/undo`), { method: 'POST', headers });
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
    },
    errors: async (id) => (await fetch(at(`/${id}/errors.csv`), { headers })).text(),
  };
  return client;
}
