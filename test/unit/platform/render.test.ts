import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRenderer } from '../../../src/platform/render.ts';
import type { Renderer } from '../../../src/platform/render.ts';

let root: string;

function write(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

const boot = (): Renderer => createRenderer({ viewsDir: join(root, 'views'), templatesDir: join(root, 'templates') });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'render-'));
  write({
    'views/layouts/site.hbs': '<title>{{title}}</title>\n  <link href="{{asset "site.css"}}">\n{{> @partial-block}}',
    'views/partials/item.hbs': '<li>{{name}}</li>',
    'views/list.hbs': '{{#> layouts/site}}\n  {{#each items}}{{> partials/item}}{{/each}}\n{{/layouts/site}}',
    'views/deep/plain.hbs': '<p title="{{text}}">{{text}}</p>',
    'views/assets/site.css': 'body{}',
    'templates/layout.html.hbs': '<div lang="{{lang}}">{{> @partial-block}}</div>',
    'templates/layout.text.hbs': '{{> @partial-block}}\n--\n{{lang}}\n',
    'templates/partials/row.text.hbs': '* {{name}}\n',
    'templates/hello/subject.text.hbs': 'Hello\n {{name}}\n',
    'templates/hello/body.html.hbs': '{{#> layout}}<b>{{name}}</b>{{/layout}}',
    'templates/hello/body.text.hbs': '{{#> layout}}\n{{name}}\n\n\n\n{{> row}}\n{{/layout}}',
  });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('page', () => {
  it('wraps a page in its layout and fills in partials', () => {
    const html = boot().page('list', { title: 'All', items: [{ name: 'a' }, { name: 'b' }] });
    expect(html).toMatch(/^<title>All<\/title>\n<link href="\/assets\/site\.[0-9a-f]{10}\.css">\n/);
    expect(html).toContain('<li>a</li><li>b</li>');
  });

  it('escapes everything', () => {
    expect(boot().page('deep/plain', { text: `"><script>'` })).toBe('<p title="&quot;&gt;&lt;script&gt;&#x27;">&quot;&gt;&lt;script&gt;&#x27;</p>');
  });

  it('shows null as nothing and refuses to guess a field that is missing', () => {
    expect(boot().page('deep/plain', { text: null })).toBe('<p title=""></p>');
    expect(() => boot().page('deep/plain', {})).toThrow(/"text" not defined/);
    expect(() => boot().page('list', { title: 'x', items: [{}] })).toThrow(/"name" not defined/);
  });

  it('reads no inherited property of its data', () => {
    write({ 'views/odd.hbs': '[{{constructor}}{{toString}}]' });
    expect(boot().page('odd', {})).toBe('[]');
  });

  it('names what does not exist', () => {
    expect(() => boot().page('lists', {})).toThrow('There is no page named "lists"');
    expect(() => boot().page('layouts/site', {})).toThrow('There is no page');
    expect(() => boot().mail('hallo', {})).toThrow('There is no mail named "hallo"');
  });
});

describe('mail', () => {
  it('makes a one-line subject, escaped HTML and plain text', () => {
    const mail = boot().mail('hello', { lang: 'en', name: 'A & B\r\nBcc: x' });
    expect(mail.subject).toBe('Hello A & B Bcc: x');
    expect(mail.html).toBe('<div lang="en"><b>A &amp; B\r\nBcc: x</b></div>');
    expect(mail.text).toBe('A & B\r\nBcc: x\n\n* A & B\r\nBcc: x\n--\nen\n');
  });

  it('knows its mails and pages by name', () => {
    const renderer = boot();
    expect(renderer.mailNames).toEqual(['hello']);
    expect(renderer.pageNames.toSorted()).toEqual(['deep/plain', 'list']);
  });
});

describe('assets', () => {
  it('have URLs that change with their content', () => {
    const before = boot().assets;
    const url = before.path('site.css');
    expect(before.files.get(url)).toMatchObject({ contentType: 'text/css; charset=utf-8', body: Buffer.from('body{}') });
    write({ 'views/assets/site.css': 'body{margin:0}' });
    expect(boot().assets.path('site.css')).not.toBe(url);
    expect(() => before.path('other.css')).toThrow('There is no asset named "other.css"');
  });

  it('are of kinds that are served', () => {
    write({ 'views/assets/notes.txt': 'x' });
    expect(boot).toThrow(/notes\.txt has an ending that is not served/);
  });
});

describe('boot', () => {
  it.each([
    ['broken syntax', '{{#if a}}', /Parse error|if/],
    ['unescaped output', '<p>{{{text}}}</p>', /bad\.hbs:1: unescaped output is not allowed/],
    ['unescaped output by ampersand', '<p>{{&text}}</p>', /unescaped output is not allowed/],
    ['an unknown partial', '{{> partials/none}}', /uses the unknown partial "partials\/none"/],
    ['a partial chosen by data', '{{> (lookup . "name")}}', /a partial must be named/],
    ['an unknown helper', '{{shout text}}', /unknown helper shout/],
  ])('stops at %s', (_, source, message) => {
    write({ 'views/bad.hbs': source });
    expect(boot).toThrow(message);
  });

  it('stops at a mail without its text part or subject', () => {
    rmSync(join(root, 'templates/hello/body.text.hbs'));
    expect(boot).toThrow('There is no text part named "hello/body"');
  });
});
