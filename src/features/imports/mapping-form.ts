/** The mapping of a file as its page's fields. */
import type { ImportKind } from './import-kinds.ts';
import { KINDS } from './kinds/all-kinds.ts';

/** Chosen where a value is the same in all rows. A column of the file stands behind an equals sign. */
export const CONSTANT = 'constant';

/** What the fields say; of a column set to nothing nothing is guessed. */
export function mappingFrom(kind: ImportKind, form: Readonly<Record<string, string>>): Record<string, unknown> {
  const columns = KINDS[kind].columns.map(({ name }): [string, string | { constant: string }] => {
    const source = form[`column.${name}`] ?? '';
    if (source.startsWith('=')) return [name, source.slice(1)];
    return [name, { constant: source === CONSTANT ? (form[`constant.${name}`] ?? '').trim() : '' }];
  });
  const given = {
    dateFormat: (form['dateFormat'] ?? '').trim(), calendar: form['calendar'] ?? '', decimalSeparator: form['decimalSeparator'] ?? '',
    delimiter: form['delimiter'] ?? '', encoding: form['encoding'] ?? '', sheet: (form['sheet'] ?? '').trim(),
  };
  return { columns: Object.fromEntries(columns), ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) };
}
