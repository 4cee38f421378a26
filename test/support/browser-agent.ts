/** A browser without scripts: keeps its cookies, follows no redirect by itself, and sends the forms it was shown. */
export interface Answered {
  status: number;
  headers: Headers;
  body: string;
  /** Path and query of a redirect, else `null`. */
  location: string | null;
}

export interface Agent {
  get(path: string, headers?: Record<string, string>): Promise<Answered>;
  /** Sends fields as a form, as a page of this site would; `headers` overrides what a browser says about it. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answered>;
  /** Opens a page and sends its form with these fields added; the token comes from the page. */
  submit(page: string, action: string, fields: Record<string, string>): Promise<Answered>;
  cookies: Map<string, string>;
}

export function openAgent(baseUrl: string, preset: Record<string, string> = {}): Agent {
  const cookies = new Map<string, string>();
  const request = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answered> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, baseUrl), {
      ...init, redirect: 'manual', headers: { Accept: 'text/html', ...preset, ...(cookie === '' ? {} : { Cookie: cookie }), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, body: await response.text(), location: response.headers.get('location') };
  };
  const agent: Agent = {
    cookies,
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, fields, headers = { 'Sec-Fetch-Site': 'same-origin', Origin: new URL(baseUrl).origin }) =>
      request(path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, body: new URLSearchParams(fields).toString() }),
    async submit(page, action, fields) {
      const { body } = await agent.get(page);
      return agent.post(action, { _csrf: tokenOn(body), ...fields });
    },
  };
  return agent;
}

/** The form token of a page. */
export function tokenOn(html: string): string {
  const token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
  if (token === undefined) throw new Error(`there is no form on this page: ${html.slice(0, 500)}`);
  return token;
}

/** The text of an attribute or element as its markup writes it. */
export function unescaped(markup: string): string {
  return markup.replaceAll('&#x3D;', '=').replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Every field of a form as the page shows it; those that are not ticked are left out, as a browser does. */
export function fieldsOn(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(tag)?.[1];
    if (name === undefined || (/type="(checkbox|radio)"/.test(tag) && !tag.includes(' checked'))) continue;
    fields[name] = unescaped(/ value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name = '', body = ''] of html.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</g)) fields[name] = unescaped(body);
  for (const [, name = '', body = ''] of html.matchAll(/<select [^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs)) fields[name] = /value="([^"]*)" selected/.exec(body)?.[1] ?? /value="([^"]*)"/.exec(body)?.[1] ?? '';
  return fields;
}
