/** Where to go after signing in: only a path of the admin pages, whatever the link said. */

const NOWHERE = 'http://nowhere.invalid';
export const HOME = '/admin/reports';

/** The path as a browser would resolve it, or the first page: never another site, however the text is disguised. */
export function nextPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 2000 || !URL.canParse(wanted, NOWHERE)) return HOME;
  const url = new URL(wanted, NOWHERE);
  const isOurs = wanted.startsWith('/') && url.origin === NOWHERE && /^\/admin(\/|$)/.test(url.pathname) && !url.pathname.startsWith('/admin/sign-');
  return isOurs ? `${url.pathname}${url.search}` : HOME;
}
