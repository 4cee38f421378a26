import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export interface Source {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every TypeScript file below src. */
export function sources(): Source[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile() && item.name.endsWith('.ts'))
    .map((item) => join(item.parentPath, item.name))
    .map((file) => ({ path: relative(root, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }));
}

const FORBIDDEN_WORDS = new Set(['questionnaire', 'mailing', 'contact', 'subscriber', 'lead', 'submission', 'vote', 'rating', 'blacklist']);
const FORBIDDEN_NAMES = ['surveyrequest', 'npsscore'];

/** `dueContacts` → due, contact: words in lower case, plurals made singular. */
function wordsOf(identifier: string): string[] {
  return identifier
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+|_/)
    .map((word) => word.toLowerCase().replace(/s$/, ''));
}

const isForbidden = (identifier: string) =>
  wordsOf(identifier).some((word) => FORBIDDEN_WORDS.has(word)) || FORBIDDEN_NAMES.some((name) => identifier.toLowerCase().includes(name));

function walk(source: Source, visit: (node: ts.Node, at: string) => void): void {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  const step = (node: ts.Node): void => {
    visit(node, `${source.path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, step);
  };
  step(file);
}

/** Identifiers that use a word the glossary forbids. Members of other people's objects (`x.vote`) are not ours to name. */
export function forbiddenWords(source: Source): string[] {
  const found: string[] = [];
  walk(source, (node, at) => {
    if (!ts.isIdentifier(node) || !isForbidden(node.text)) return;
    if (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) return;
    found.push(`${at} ${node.text}`);
  });
  return found;
}

/** Readings of the environment outside config.ts; main.ts may hand it over whole. */
export function environmentReadings(source: Source): string[] {
  if (source.path === 'src/config.ts') return [];
  const found: string[] = [];
  walk(source, (node, at) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && /^(node:)?process$/.test(node.moduleSpecifier.text)) found.push(`${at} ${node.getText()}`);
    if (ts.isVariableDeclaration(node) && node.initializer?.getText() === 'process') found.push(`${at} ${node.getText()}`);
    const isAccess = (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && /^process(\.env|\[['"]env['"]\])$/.test(node.getText());
    if (!isAccess) return;
    const handsOver = source.path === 'src/main.ts' && ts.isCallExpression(node.parent) && node.parent.expression.getText() === 'readConfig';
    if (!handsOver) found.push(`${at} ${node.parent.getText()}`);
  });
  return found;
}

const IMPURE_CALLS = new Set(['Date.now', 'Math.random', 'DateTime.now']);
const CLOCK_WITHOUT_ARGUMENTS = new Set(['DateTime.local', 'DateTime.utc', 'Date']);
const IMPURE_GLOBALS = new Set(['process', 'fetch', 'console', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'crypto']);

function impurity(node: ts.Node): boolean {
  if (ts.isClassLike(node) || ts.isAwaitExpression(node)) return true;
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
  if (ts.isPropertyAccessExpression(node)) return IMPURE_CALLS.has(node.getText());
  if (ts.isCallExpression(node)) return node.arguments.length === 0 && CLOCK_WITHOUT_ARGUMENTS.has(node.expression.getText());
  if (!ts.isIdentifier(node) || !IMPURE_GLOBALS.has(node.text)) return false;
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  const isName = (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
  return !isMember && !isName;
}

/** Clocks, chance, waiting, classes and the outside world in the pure part. */
export function impurities(source: Source): string[] {
  if (!source.path.startsWith('src/domain/')) return [];
  const found: string[] = [];
  walk(source, (node, at) => {
    if (impurity(node)) found.push(`${at} ${node.getText().split('\n')[0]}`);
  });
  return found;
}
