/** Builds the page on which an uploaded file is looked at: what each column is taken for, the first rows, the first errors. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { faultText, remarkText } from '../../domain/import-remark.ts';
import { localFigure, localList } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { ImportTexts } from '../../domain/texts/imports-en.ts';
import { substitute } from '../../domain/variables.ts';
import { DELIMITERS } from '../../platform/table/table.ts';
import type { ImportPreview, RowError } from './import-file.ts';
import type { ImportKind } from './import-kinds.ts';
import { columnName, draftPath, importWords, LIST } from './imports-parts.ts';
import { KINDS } from './kinds/all-kinds.ts';
import { CONSTANT } from './mapping-form.ts';

const SHOWN_ROWS = 8;
const SHOWN_ERRORS = 20;
/** Those that files of the four languages are found in; a program may name others. */
const ENCODINGS: readonly string[] = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'windows-1252', 'windows-1256'];

export interface DraftPageInput {
  draft: { _id: string; kind: ImportKind; fileName: string };
  preview: ImportPreview;
  /** The fields as they were sent, where they were not usable. */
  refused: { dateFormat: string } | null;
}

interface Choice {
  value: string;
  text: string;
  isChosen: boolean;
}

interface MappedField {
  id: string;
  name: string;
  label: string;
  isRequired: boolean;
  options: Choice[];
  constant: { name: string; label: string; value: string };
}

interface DraftData extends AdminFrame {
  words: ImportTexts['ui'];
  fileName: string;
  kindName: string;
  backHref: string;
  action: string;
  discardAction: string;
  looked: string;
  problem: { text: string; exactly: string | null; missing: string | null } | null;
  fields: MappedField[];
  dateFormat: { value: string; problem: string | null };
  calendars: Choice[];
  decimals: Choice[];
  /** How the text of the file is written; `null` for workbooks. */
  writing: { delimiters: Choice[]; encodings: Choice[] } | null;
  /** Name of the sheet; `null` for text files. */
  sheet: { value: string } | null;
  unmapped: string | null;
  header: readonly string[];
  /** What rows come to is not known while the columns are not. */
  isJudged: boolean;
  rows: { number: string; isGood: boolean; verdict: string; cells: string[] }[];
  errors: ShownError[];
}

export interface ShownError {
  row: string;
  column: string;
  value: string;
  problem: string;
  accepted: string;
}

export function draftPage(asked: Asked, { draft, preview, refused }: DraftPageInput): Page<'admin/imports/draft', DraftData> {
  const language = pageLanguage(asked);
  const words = importWords(asked);
  const { ui } = words;
  const { mapping, header, unmapped, missing, problem, fault } = preview;
  const chosen = (value: string, text: string, now: string | undefined) => ({ value, text, isChosen: value === (now ?? '') });
  return {
    view: 'admin/imports/draft',
    data: {
      ...adminFrame(asked, { title: ui.lookTitle, current: LIST }),
      words: ui,
      fileName: draft.fileName,
      kindName: words.kinds[draft.kind],
      backHref: withQuery(LIST, carried(asked)),
      action: draftPath(asked, draft._id),
      discardAction: draftPath(asked, draft._id, '/discard'),
      looked: substitute(ui.looked, { count: localFigure(preview.rowsRead, language) }),
      problem: problem === null ? null : { text: fault === null || missing.length > 0 ? ui.problem : `${ui.problem} ${faultText(fault, language)}`, exactly: fault === null ? problem : null, missing: missing.length === 0 ? null : substitute(ui.missing, { columns: localList(missing.map((names) => names.split(' or ').map((name) => columnName(name, words)).join(' / ')), language) }) },
      fields: KINDS[draft.kind].columns.map(({ name, isRequired }) => mappedField(name, isRequired, preview, words)),
      dateFormat: { value: refused?.dateFormat ?? mapping.dateFormat ?? '', problem: refused ? ui.dateFormatWrong : null },
      calendars: [chosen('', ui.gregorian, mapping.calendar === 'jalali' ? 'jalali' : ''), chosen('jalali', ui.jalali, mapping.calendar)],
      decimals: [chosen('', ui.automatic, mapping.decimalSeparator), chosen('.', ui.point, mapping.decimalSeparator), chosen(',', ui.comma, mapping.decimalSeparator)],
      writing: preview.file.format === 'csv' ? writingOf(preview, words) : null,
      sheet: preview.file.format === 'xlsx' ? { value: mapping.sheet ?? '' } : null,
      unmapped: unmapped.length === 0 ? null : substitute(KINDS[draft.kind].takesOthers ? ui.becomeProperties : ui.unmapped, { columns: localList(unmapped.slice(0, 40), language) }),
      header,
      isJudged: problem === null,
      rows: preview.rows.slice(0, SHOWN_ROWS).map(({ rowNumber, cells, parsed }) => ({
        number: localFigure(rowNumber, language), isGood: parsed !== null, verdict: parsed === null ? ui.wrong : ui.good, cells: header.map((name) => (cells[name] ?? '').slice(0, 80)),
      })),
      errors: preview.errors.slice(0, SHOWN_ERRORS).map((error) => shownError(error, asked)),
    },
  };
}

/** What was found stands beside the choice to leave it at that. */
function writingOf({ file, mapping }: ImportPreview, { ui, delimiters }: ImportTexts): DraftData['writing'] {
  const given = mapping.encoding ?? '';
  const encodings = given === '' || ENCODINGS.some((known) => known === given) ? ENCODINGS : [...ENCODINGS, given];
  const found = (what: string): Choice => ({ value: '', text: `${ui.automatic}: ${what}`, isChosen: false });
  return {
    delimiters: [found(file.delimiter === null ? '–' : delimiters[file.delimiter]), ...DELIMITERS.map((value) => ({ value, text: delimiters[value], isChosen: value === mapping.delimiter }))],
    encodings: [found(file.encoding ?? '–'), ...encodings.map((value) => ({ value, text: value, isChosen: value === given }))],
  };
}

function mappedField(name: string, isRequired: boolean, { header, mapping }: ImportPreview, words: ImportTexts): MappedField {
  const source = mapping.columns?.[name];
  const constant = typeof source === 'object' ? source.constant : source === undefined ? (mapping.defaults?.[name] ?? '') : '';
  const current = typeof source === 'string' ? `=${source}` : constant === '' ? '' : CONSTANT;
  const label = columnName(name, words);
  return {
    id: `column-${name}`, name: `column.${name}`, label, isRequired,
    options: [['', words.ui.none], ...header.map((column) => [`=${column}`, column]), [CONSTANT, words.ui.constant]].map(([value = '', text = '']) => ({ value, text, isChosen: value === current })),
    constant: { name: `constant.${name}`, label: substitute(words.ui.constantOf, { field: label }), value: constant },
  };
}

/** A wrong value as both pages of an import show it. */
export function shownError({ rowNumber, column, value, ...remark }: RowError, asked: Asked): ShownError {
  const language = pageLanguage(asked);
  return { row: localFigure(rowNumber, language), column, value, ...remarkText(remark, language) };
}
