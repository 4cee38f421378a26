/** `npm run bench -- [--only ingest,answers,page,send,report,pages,outcomes,imports,footprint,growth] [--rounds 3] [--full] [--json] [--profile]` */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../src/app.ts';
import { benchAnswers, benchVisibility } from './answers.ts';
import { benchFootprint, loadedMemory } from './footprint.ts';
import { benchGrowth } from './growth.ts';
import { benchDecisions } from './decisions.ts';
import { benchIngest } from './ingest.ts';
import { benchImports } from './imports.ts';
import { startProduct } from './instance.ts';
import { asTable, type Row } from './measure.ts';
import { benchOutcomes } from './outcomes.ts';
import { ordinaryMailer, ordinaryWeb } from './ordinary.ts';
import { benchPage, constantPage } from './page.ts';
import { benchPages } from './pages.ts';
import { benchReport } from './report.ts';
import { barePool, benchSending, smtpSink } from './sending.ts';
import { benchSources } from './sources.ts';
import { openStage, seedTemplates } from './stage.ts';

const GROUPS = ['ingest', 'answers', 'page', 'send', 'report', 'pages', 'outcomes', 'imports', 'footprint', 'growth'];
/** What `startChild` starts. */
const CHILDREN: Record<string, (args: string[]) => unknown> = { 'ordinary-web': ordinaryWeb, 'ordinary-mailer': ordinaryMailer, 'constant-page': constantPage, 'smtp-sink': smtpSink, 'bare-pool': barePool };

async function bench(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, rounds: { type: 'string', default: '3' }, full: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false } } });
  const wanted = values.only?.split(',') ?? GROUPS;
  const unknown = wanted.filter((name) => !GROUPS.includes(name));
  if (unknown.length > 0) throw new Error(`--only takes ${GROUPS.join(', ')}; got ${unknown.join(', ')}`);
  const rounds = Math.max(1, Math.trunc(Number(values.rounds)) || 3);
  const began = performance.now();
  const stage = await openStage();
  const rows: Row[] = [];
  const say = (line: string): void => void process.stderr.write(`… ${line} (${Math.round((performance.now() - began) / 1000)} s)\n`);
  const measure = async (group: string, work: () => Promise<Row[]>): Promise<void> => {
    if (!wanted.includes(group)) return;
    say(`measuring ${group}`);
    try {
      rows.push(...await work());
    } catch (error) {
      // The other figures are worth having all the same.
      process.exitCode = 1;
      say(`✗ ${group} could not be measured: ${(error as Error).message}`);
    }
  };
  try {
    await seedTemplates(stage);
    const web = await startProduct('web', stage.env, values.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(ROOT, '.data', 'profiles')}`] : []);
    await measure('ingest', () => benchIngest(stage, web, rounds));
    await measure('ingest', () => benchDecisions(stage, rounds));
    await measure('ingest', () => benchSources(stage, web, rounds));
    await measure('answers', () => benchAnswers(stage, web, rounds));
    await measure('answers', () => benchVisibility(stage, web));
    await measure('page', () => benchPage(stage, web, rounds));
    await measure('report', () => benchReport(stage, web, rounds, { isFull: values.full }));
    await measure('pages', () => benchPages(stage, web, rounds, { isFull: values.full }));
    await measure('growth', () => benchGrowth(stage, web, rounds, { isFull: values.full }));
    if (wanted.includes('footprint')) rows.push(loadedMemory('web process', web.pid));
    await web.stop();
    await measure('send', () => benchSending(stage, rounds));
    await measure('footprint', () => benchFootprint(stage.env, rounds));
    await measure('outcomes', () => benchOutcomes(stage, rounds, { isFull: values.full }));
    await measure('imports', () => benchImports(stage, rounds, { isFull: values.full }));
    publish(rows, { seconds: (performance.now() - began) / 1000, rounds, isJson: values.json });
  } finally {
    await stage.close();
  }
}

function publish(rows: Row[], { seconds, rounds, isJson }: { seconds: number; rounds: number; isJson: boolean }): void {
  const document = { measuredAt: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model ?? null, cores: availableParallelism(), rounds, seconds: Math.round(seconds), rows };
  mkdirSync(join(ROOT, '.data'), { recursive: true });
  writeFileSync(join(ROOT, '.data', 'bench.json'), `${JSON.stringify(document, null, 2)}\n`);
  const text = `${asTable(rows)}\n\nmedians of ${rounds} rounds in turns [least … most], ${Math.round(seconds)} s; as JSON in .data/bench.json\n`;
  process.stdout.write(isJson ? `${JSON.stringify(document)}\n` : text);
  if (isJson) process.stderr.write(text);
}

const [first, role = '', ...args] = process.argv.slice(2);
if (first === 'child') await CHILDREN[role]?.(args);
else await bench();
