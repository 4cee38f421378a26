/**
 * The only door to Handlebars: pages out of one folder, mails out of another.
 *
 * Everything is read, checked and compiled once, at boot: a broken template, an unknown partial or an unescaped
 * expression stops the process instead of a request. Templates are files of this program; text written by users reaches
 * them as data only.
 *
 *     views/**.hbs                          pages, by their path without the ending: `public/survey`
 *     views/{layouts,partials}/**.hbs       partials, by their path: `{{#> layouts/public}} … {{/layouts/public}}`
 *     views/assets/*                        static files, served under a URL that carries a hash of their content
 *     templates/<mail>/{subject.text,body.html,body.text}.hbs
 *     templates/*.{html,text}.hbs, templates/partials/*.{html,text}.hbs   partials of the HTML and the text part, by file name
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { runInThisContext } from 'node:vm';
import Handlebars from 'handlebars';

export interface RenderedMail {
  /** One line. */
  subject: string;
  html: string;
  text: string;
}

export interface Asset {
  file: string;
  contentType: string;
  body: Buffer;
}

export interface Assets {
  /** URL path of an asset, such as `/assets/survey.1f2e3d4c5b.css`; throws for an unknown name. */
  path(name: string): string;
  /** Every asset by its URL path. The content of such a URL never changes. */
  files: ReadonlyMap<string, Asset>;
}

export interface Renderer {
  /** A whole page; throws for an unknown page and for data that lacks a field the page shows. */
  page(name: string, data: object): string;
  mail(name: string, data: object): RenderedMail;
  pageNames: readonly string[];
  mailNames: readonly string[];
  assets: Assets;
}

type Template = HandlebarsTemplateDelegate<object>;

/** Handlebars' default, said aloud, so that it does not warn about each inherited name. */
const OWN_PROPERTIES_ONLY = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
};

const PARTIAL_FOLDERS = /^(layouts|partials)\//;

/** Compiles both folders. Reads the disk synchronously and is meant to be called once, at start. */
export function createRenderer(folders: { viewsDir: string; templatesDir: string }): Renderer {
  const assets = readAssets(join(folders.viewsDir, 'assets'));
  const pages = compileFolder(folders.viewsDir, '.hbs', { html: true, assets, isPartial: (name) => PARTIAL_FOLDERS.test(name) });
  const isMailPartial = (name: string): boolean => !name.includes('/') || PARTIAL_FOLDERS.test(name);
  const mailOptions = { assets: null, isPartial: isMailPartial, partialName: (name: string) => basename(name) };
  const htmlParts = compileFolder(folders.templatesDir, '.html.hbs', { html: true, ...mailOptions });
  const textParts = compileFolder(folders.templatesDir, '.text.hbs', { html: false, ...mailOptions });
  const mails = new Map<string, { subject: Template; html: Template; text: Template }>();
  for (const [path, html] of htmlParts) {
    const name = path.replace(/\/body$/, '');
    mails.set(name, { html, subject: named(textParts, `${name}/subject`, 'text part'), text: named(textParts, `${name}/body`, 'text part') });
  }

  return {
    page: (name, data) => named(pages, name, 'page')(data, OWN_PROPERTIES_ONLY),
    mail(name, data) {
      const { subject, html, text } = named(mails, name, 'mail');
      return {
        subject: subject(data, OWN_PROPERTIES_ONLY).replace(/[\s\p{Cc}]+/gu, ' ').trim(),
        html: html(data, OWN_PROPERTIES_ONLY),
        text: `${text(data, OWN_PROPERTIES_ONLY).replace(/\n{3,}/g, '\n\n').trim()}\n`,
      };
    },
    pageNames: [...pages.keys()],
    mailNames: [...mails.keys()],
    assets,
  };
}

function named<T>(map: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = map.get(name);
  if (found === undefined) throw new Error(`There is no ${what} named "${name}"`);
  return found;
}

interface CompileOptions {
  html: boolean;
  assets: Assets | null;
  isPartial(name: string): boolean;
  partialName?(name: string): string;
}

/** Compiles every file of a folder with the given ending; partials are registered, the others returned by name. */
function compileFolder(dir: string, ending: string, options: CompileOptions): Map<string, Template> {
  const handlebars = Handlebars.create();
  const { assets } = options;
  if (assets) handlebars.registerHelper('asset', (name: unknown) => assets.path(String(name)));

  const compiled = new Map<string, Template>();
  const partials = new Set<string>();
  const references: { file: string; partial: string }[] = [];

  for (const file of filesBelow(dir).filter((path) => path.endsWith(ending))) {
    const name = file.slice(0, -ending.length);
    const source = readFileSync(join(dir, file), 'utf8');
    const ast = Handlebars.parse(source);
    for (const partial of inspect(ast, file, options.html)) references.push({ file, partial });
    // Its types promise an object; it is the text of one.
    const precompiled = handlebars.precompile(options.html ? withoutIndentation(ast) : ast, {
      strict: true,
      preventIndent: true,
      noEscape: !options.html,
      knownHelpersOnly: true,
      knownHelpers: assets ? { asset: true } : {},
    }) as unknown as string;
    const template = handlebars.template(runInThisContext(`(${precompiled})`, { filename: join(dir, file) }));
    if (options.isPartial(name)) {
      const partial = options.partialName?.(name) ?? name;
      partials.add(partial);
      handlebars.registerPartial(partial, template);
    } else compiled.set(name, template);
  }
  for (const { file, partial } of references) {
    if (!partials.has(partial)) throw new Error(`${join(dir, file)} uses the unknown partial "${partial}"`);
  }
  return compiled;
}

/** The partials a template uses. Refuses unescaped output in HTML and partials that are chosen by data. */
function inspect(ast: hbs.AST.Program, file: string, html: boolean): string[] {
  const partials: string[] = [];
  const refuse = (why: string, node: hbs.AST.Node): never => {
    throw new Error(`${file}:${node.loc.start.line}: ${why}`);
  };
  const note = (node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void => {
    const name = 'original' in node.name ? String(node.name.original) : refuse('a partial must be named, not computed', node);
    if (name !== '@partial-block') partials.push(name);
  };
  class Inspector extends Handlebars.Visitor {
    override MustacheStatement(node: hbs.AST.MustacheStatement): void {
      if (html && !node.escaped) refuse('unescaped output is not allowed', node);
      super.MustacheStatement(node);
    }
    override PartialStatement(node: hbs.AST.PartialStatement): void {
      note(node);
      super.PartialStatement(node);
    }
    override PartialBlockStatement(node: hbs.AST.PartialBlockStatement): void {
      note(node);
      super.PartialBlockStatement(node);
    }
  }
  new Inspector().accept(ast);
  return partials;
}

/** Drops the indentation of the template's own lines: a fifth of a mail, and never part of the data. */
function withoutIndentation(ast: hbs.AST.Program): hbs.AST.Program {
  class Dedenter extends Handlebars.Visitor {
    override ContentStatement(node: hbs.AST.ContentStatement): void {
      node.value = node.value.replace(/\n\s+/g, '\n');
    }
  }
  new Dedenter().accept(ast);
  return ast;
}

function readAssets(dir: string): Assets {
  const urls = new Map<string, string>();
  const files = new Map<string, Asset>();
  for (const name of filesBelow(dir)) {
    const file = join(dir, name);
    const body = readFileSync(file);
    const ending = extname(name);
    const contentType = CONTENT_TYPES[ending];
    if (contentType === undefined) throw new Error(`${file} has an ending that is not served`);
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
    const url = `/assets/${name.slice(0, -ending.length)}.${hash}${ending}`;
    urls.set(name, url);
    files.set(url, { file, contentType, body });
  }
  return { path: (name) => named(urls, name, 'asset'), files };
}

/** Paths below a folder, relative to it, with `/` on every platform, in a stable order. */
function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}
