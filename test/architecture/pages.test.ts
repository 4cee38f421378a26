import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NAVIGATION } from '../../src/domain/admin-nav.ts';
import { POLICIES, policiesOf, ROLES } from '../../src/domain/roles.ts';
import { root } from '../support/processes.ts';

describe('pages for signed-in people', () => {
  it('are mounted through pageRoutes, which asks for a policy; signing in alone needs none', () => {
    const bare = readdirSync(`${root}src/features`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.admin.ts') && /import \{[^}]*\bRouter\b/.test(readFileSync(`${root}src/features/${file}`, 'utf8')));
    expect(bare).toEqual(['users/sign-in.admin.ts']);
  });

  it('a role that may do more may do all that a viewer may', () => {
    for (const role of ROLES) expect([...policiesOf(role)]).toEqual(expect.arrayContaining([...policiesOf('viewer')]));
    expect(policiesOf('owner').size).toBe(Object.keys(POLICIES).length);
  });

  it('stand in the menu once', () => {
    const paths = NAVIGATION.flatMap(({ entries }) => entries.map(({ path }) => path));
    expect(new Set(paths).size).toBe(paths.length);
  });
});
