/** The files of a made-up company as the product itself reads them: every row is accepted, and says what was made up. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createCompany } from '../../../src/demo/company.ts';
import { costRows } from '../../../src/demo/company-costs.ts';
import { csvText } from '../../../src/demo/files.ts';
import { COMPANY_FILE_KINDS } from '../../../src/demo/import-rows.ts';
import type { CompanyFileKind } from '../../../src/demo/import-rows.ts';
import { parseImport } from '../../../src/features/imports/parse-file.ts';
import type { ImportRow } from '../../../src/features/imports/past-rows.ts';

const company = createCompany({ seed: 9, customers: 120, from: '2024-06-01', to: '2025-06-01' });
const folder = mkdtempSync(join(tmpdir(), 'company-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function readBack(kind: CompanyFileKind): Promise<{ rows: ImportRow[]; errors: unknown[] }> {
  const path = join(folder, `${kind}.csv`);
  writeFileSync(path, [...csvText(kind, company.rows(kind))].join(''));
  const rows: ImportRow[] = [];
  const errors: unknown[] = [];
  for await (const batch of parseImport({ path, kind, timeZone: 'Europe/Warsaw' })) {
    rows.push(...batch.rows.map(({ parsed }) => parsed));
    errors.push(...batch.errors);
  }
  return { rows, errors };
}

describe('an import', () => {
  it.each(COMPANY_FILE_KINDS)('accepts every row of the file of %s', async (kind) => {
    const { rows, errors } = await readBack(kind);
    expect(errors).toEqual([]);
    expect(rows).toHaveLength([...company.rows(kind)].length);
    expect(new Set(rows.map((row) => (row.kind === 'invitations' || row.kind === 'responses' ? row.key : `${row.owner} ${row.key}`))).size).toBe(rows.length);
  });

  it.each(['customers', 'churn', 'revenue', 'purchases', 'renewals', 'lifetime-values', 'activity'] as const)('reads from the file of %s what the company knows', async (kind) => {
    const { rows } = await readBack(kind);
    const known = [...company.customers()].flatMap((life) => company.facts(life, kind).map((values) => ({ kind, owner: life.customerId, values })));
    expect(rows).toEqual(known.map((fact) => expect.objectContaining(fact)));
  });

  it('reads what the company spent', async () => {
    const { rows } = await readBack('costs');
    expect(rows).toEqual(costRows(company.plan).map((values) => expect.objectContaining({ kind: 'costs', owner: null, values })));
  });

  it('reads asks and answers as they were given', async () => {
    const asks = [...company.customers()].flatMap((life) => company.encounters(life).flatMap(({ ask }) => ask ?? []));
    const [invitations, responses] = [await readBack('invitations'), await readBack('responses')];
    expect(invitations.rows.map((row) => 'status' in row && row.status)).toEqual(asks.map(({ status }) => status));
    const answers = asks.flatMap(({ answer }) => answer ?? []);
    expect(responses.rows).toEqual(answers.map(({ score, comment }) => expect.objectContaining({ score, comment })));
  });
});
