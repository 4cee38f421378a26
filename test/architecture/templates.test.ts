/** Every template compiles and is used; nothing in a view needs a weaker content security policy. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aRenderer, TEMPLATES_DIR, VIEWS_DIR } from '../support/surveys.ts';

const SRC_DIR = join(VIEWS_DIR, '../src');

function filesBelow(dir: string, ending: string): { path: string; name: string; source: string }[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, name: path.slice(dir.length + 1, -ending.length), source: readFileSync(path, 'utf8') };
    });
}

const views = filesBelow(VIEWS_DIR, '.hbs');
const templates = filesBelow(TEMPLATES_DIR, '.hbs');
const code = filesBelow(SRC_DIR, '.ts').map(({ source }) => source).join('\n');
const renderer = aRenderer();

/** Names of the partials a folder's templates use. */
function partialsUsed(files: readonly { source: string }[]): Set<string> {
  return new Set(files.flatMap(({ source }) => Array.from(source.matchAll(/\{\{~?#?>\s*([\w./-]+)/g), (match) => match[1] ?? '')));
}

describe('views and templates', () => {
  it('are there at all', () => {
    expect(views.length).toBeGreaterThan(7);
    expect(renderer.mailNames.toSorted()).toEqual(['access-link', 'invitation', 'low-score-alert', 'reminder', 'score-links', 'thank-you']);
  });

  it('are used by the code', () => {
    for (const name of [...renderer.pageNames, ...renderer.mailNames]) expect(code, name).toContain(`'${name}'`);
  });

  it('have no layout or partial that nobody uses', () => {
    const usedInViews = partialsUsed(views);
    for (const { name } of views) if (/^(layouts|partials)\//.test(name)) expect(usedInViews, name).toContain(name);
    const usedInMails = partialsUsed(templates);
    for (const { name } of templates) if (!name.includes('/') || name.startsWith('partials/')) expect(usedInMails, name).toContain(basename(name).replace(/\.(html|text)$/, ''));
  });

  it('never output anything unescaped', () => {
    for (const { path, source } of [...views, ...templates]) expect(source, path).not.toMatch(/\{\{\{|\{\{~?&/);
  });

  it('quote every attribute that carries data', () => {
    for (const { path, source } of [...views, ...templates.filter(({ name }) => name.includes('.html'))]) expect(source, path).not.toMatch(/\s[\w-]+=\{\{/);
  });
});

describe('views', () => {
  it.each(views)('$name holds no inline style, script or handler', ({ source }) => {
    expect(source).not.toMatch(/\sstyle\s*=|<style/i);
    expect(source).not.toMatch(/\son\w+\s*=/i);
    expect(source).not.toMatch(/<script(?![^>]*\ssrc=)/i);
    expect(source).not.toMatch(/javascript:/i);
  });

  it.each(views)('$name loads nothing from elsewhere', ({ source }) => {
    expect(source).not.toMatch(/(src|href|action)="(https?:)?\/\//i);
  });

  it('keep their style sheets to themselves', () => {
    for (const [url, { body }] of renderer.assets.files) if (url.endsWith('.css')) expect(String(body), url).not.toMatch(/@import|url\((?!["']?data:)/);
  });
});
