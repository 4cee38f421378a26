import { describe, expect, it } from 'vitest';
import { wallTimeOf } from '../../../../src/domain/wall-time.ts';
import { readClosing, readNote, readWork } from '../../../../src/features/cases/case-form.ts';
import type { Case } from '../../../../src/features/cases/cases.queries.ts';

const ZONE = 'Europe/Warsaw';
const CASE = { ownerId: 'ada', rootCause: 'late delivery', dueAt: new Date('2026-05-20T10:30:45Z') } as Case;
const SAME = { ownerId: 'ada', rootCause: 'late delivery', due: '2026-05-20T12:30' };
const work = (form: Record<string, string>) => readWork({ ...SAME, ...form }, CASE, ZONE);

describe('the form of a case', () => {
  it('changes nothing where nothing was changed, not even the seconds of what is due', () => {
    expect(wallTimeOf(CASE.dueAt, ZONE)).toBe(SAME.due);
    expect(work({})).toEqual({ ok: true, value: {} });
  });

  it('changes what was changed', () => {
    expect(work({ ownerId: '', rootCause: '  ', due: '2026-10-25T02:30' })).toEqual({ ok: true, value: { ownerId: null, rootCause: null, dueAt: new Date('2026-10-25T00:30:00Z') } });
    expect(work({ ownerId: 'ben' })).toEqual({ ok: true, value: { ownerId: 'ben' } });
  });

  it.each([
    [{ due: '' }, '/dueAt'], [{ due: '2026-02-30T10:00' }, '/dueAt'], [{ due: '2026-02-20T25:00' }, '/dueAt'], [{ due: 'tomorrow' }, '/dueAt'], [{ rootCause: 'x'.repeat(201) }, '/rootCause'], [{ rootCause: 'a\u0007b' }, '/rootCause'],
  ] as [Record<string, string>, string][])('says what is wrong with %j', (form, pointer) => {
    const read = work(form);
    expect(read.ok ? [] : read.errors.map((error) => error.pointer)).toEqual([pointer]);
  });

  it('of a closed case has no due time', () => {
    const { due: _due, ...form } = SAME;
    expect(readWork(form, CASE, ZONE)).toEqual({ ok: true, value: {} });
  });

  it('takes words for a note and a closing', () => {
    expect([readNote({ text: 'Called\nback' }).ok, readNote({ text: ' \n ' }).ok, readNote({}).ok, readNote({ text: 'x'.repeat(5001) }).ok]).toEqual([true, false, false, false]);
    expect(readClosing({ outcome: 'Sent', rootCause: '' })).toEqual({ ok: true, value: { outcome: 'Sent', rootCause: null } });
    expect(readClosing({ outcome: '' })).toMatchObject({ ok: false, errors: [{ pointer: '/outcome' }] });
  });
});
