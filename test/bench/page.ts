/** The survey page beside the same page with constant data. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { ROOT } from '../../src/app.ts';
import { surveyPage } from '../../src/features/responses/survey.view.ts';
import { createRenderer } from '../../src/platform/render.ts';
import { seedSent, surveyPath } from './answers.ts';
import { saidBy, startChild, stopChild, type Instance } from './instance.ts';
import { fire, type Shot } from './load.ts';
import { inTurns, type Row } from './measure.ts';
import type { Stage } from './stage.ts';

const AMOUNT = 5000;
const CONNECTIONS = 50;

export async function benchPage(stage: Stage, web: Instance, rounds: number): Promise<Row[]> {
  const paths = (await seedSent(stage, 500)).map((id) => surveyPath(stage, id));
  let next = 0;
  const shot = (): Shot => ({ method: 'GET', path: `${paths[(next += 1) % paths.length]}?score=9`, headers: { accept: 'text/html' } });
  const child = startChild('constant-page');
  const constant = saidBy<{ url: string }>(child);
  child.send(stage.now.content);
  const { url } = await constant;
  for (const each of [web.url, url]) await fire(each, shot, { amount: 1500, connections: CONNECTIONS, wanted: 200 });
  const { ours, floor } = await inTurns(rounds, {
    ours: async () => (await fire(web.url, shot, { amount: AMOUNT, connections: CONNECTIONS, wanted: 200 })).rate,
    floor: async () => (await fire(url, shot, { amount: AMOUNT, connections: CONNECTIONS, wanted: 200 })).rate,
  });
  await stopChild(child);
  const ratio = ours.median / floor.median;
  return [{ group: 'page', path: 'survey page GET', unit: 'requests/s', ours, floor: { name: 'Express 5 + same page, constant data', ...floor }, ratio, goal: '≥ 0.50', met: ratio >= 0.5, note: `${CONNECTIONS} connections` }];
}

/** Child: the survey page as Express and Handlebars alone would serve it. */
export function constantPage(): void {
  process.once('message', (content) => {
    const render = createRenderer({ viewsDir: join(ROOT, 'views'), templatesDir: join(ROOT, 'templates') });
    const { view, data } = surveyPage({
      version: content as Stage['now']['content'], language: 'en', fallbackLanguages: ['en'], branding: { companyName: 'Bench', color: '#0f5ea8' }, variables: { name: 'Ada Lovelace', touchpoint: 'now' },
      pageUrl: 'http://bench.example/s/token', form: 'form', commentLimit: 4000, protection: 'strict', score: 9, comment: '', problem: null,
    });
    const app = express();
    app.set('x-powered-by', false);
    app.set('etag', false);
    app.get('/s/:token', (_request, response) => void response.type('html').send(render.page(view, data)));
    const server = createServer(app).listen(0, '127.0.0.1', () => process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
    process.once('SIGTERM', () => process.exit(0));
  });
}
