import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../../src/domain/default-texts.ts';
import { queueTexts } from '../../../../src/domain/queue-texts.ts';
import { policiesOf } from '../../../../src/domain/roles.ts';
import { queuesPage, removeJobPage, type QueuesInput } from '../../../../src/features/queues/queues.view.ts';
import { QUEUES } from '../../../../src/jobs.ts';
import { createRenderer } from '../../../../src/platform/render.ts';

const root = join(import.meta.dirname, '../../../..');
const renderer = createRenderer({ viewsDir: join(root, 'views'), templatesDir: join(root, 'templates') });
const at = new Date('2026-05-20T12:00:00Z');
const failure = { queue: 'chores', id: '7', name: 'run-pull', attempts: 1, failedAt: at, reason: '<b>no</b> route' };
const shown: QueuesInput = { found: { depths: Object.fromEntries(QUEUES.map((queue) => [queue, { waiting: 1234, active: 0, delayed: 0, failed: 1 }])), failures: [failure] }, isShared: false, most: 50, now: at, timeZone: 'UTC' };
const asked = (lang: string) => ({ path: '/admin/queues', query: { lang }, acceptedLanguages: [], csrfToken: 'token', visitor: { name: 'Bo', company: 'Acme', language: 'en', policies: policiesOf('owner') } });

describe.each(LANGUAGES)('the page of queues in %s', (lang) => {
  it('says what each queue is for', () => {
    expect(Object.keys(queueTexts(lang).purposes).toSorted()).toEqual([...QUEUES].toSorted());
    for (const purpose of Object.values(queueTexts(lang).purposes)) expect(purpose).toMatch(/\S/);
  });

  it('is whole whatever there is to show, and runs nothing of a reason', () => {
    for (const input of [shown, { ...shown, found: { depths: {}, failures: [] } }, { ...shown, found: null }, { ...shown, found: null, isShared: true }]) {
      const { view, data } = queuesPage(asked(lang), input);
      expect(renderer.page(view, data)).not.toMatch(/NaN|undefined|\[object|\{\{|<b>/);
    }
    const { view, data } = removeJobPage(asked(lang), failure, 'UTC');
    expect(renderer.page(view, data)).toContain(`/admin/queues/failures/chores%3A7/remove?lang`);
  });
});
