/** The form of fetching, read into what the services take. */
import { tryParse, type Parsed } from '../../platform/http/parse.ts';
import { PullInput } from './pull-input.ts';
import { statusOf, type NewPull, type Pull } from './pulls.service.ts';

export type PullForm = Readonly<Record<'kind' | 'url' | 'bearerToken' | 'path' | 'everyMinutes', string>> & { forgetsToken: boolean };

export const EMPTY_PULL: PullForm = { kind: 'url', url: '', bearerToken: '', path: '', everyMinutes: '60', forgetsToken: false };

export function formOfPull({ from, everyMinutes }: Pull): PullForm {
  return { ...EMPTY_PULL, kind: from.kind, ...(from.kind === 'url' ? { url: from.url } : { path: from.path }), everyMinutes: String(everyMinutes) };
}

/** A form as it was sent, each field cut to what one can sensibly hold. */
export function sentPull(form: Readonly<Record<string, string>>): PullForm {
  const field = (name: string, most: number): string => (form[name] ?? '').trim().slice(0, most);
  return {
    kind: field('kind', 10), url: field('url', 3000), bearerToken: field('bearerToken', 5000), path: field('path', 500), everyMinutes: field('everyMinutes', 10),
    forgetsToken: form['forgetsToken'] === 'yes',
  };
}

/** A token that was left empty stays what it is, unless it is to be forgotten. */
export function readPull({ kind, url, bearerToken, path, everyMinutes, forgetsToken }: PullForm, before: Pull | null): Parsed<NewPull> {
  const token = bearerToken === '' ? (forgetsToken ? null : undefined) : bearerToken;
  const common = { everyMinutes: /^\d+$/.test(everyMinutes) ? Number(everyMinutes) : Number.NaN, status: before ? statusOf(before) : 'active' };
  return tryParse<NewPull>(PullInput, kind === 'folder' ? { kind, path, ...common } : { kind, url, bearerToken: token, ...common });
}
