/** A report as files for spreadsheets: the same table in each format. */
import { pageLanguage } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';

export interface ReportFile {
  href: string;
  text: string;
}

/** @param hrefOf the address of the file, by the ending of its name */
export function reportFiles(asked: Asked, hrefOf: (ending: '.csv' | '.xlsx') => string): ReportFile[] {
  const ui = adminStrings(pageLanguage(asked));
  return [{ href: hrefOf('.csv'), text: ui.asCsv }, { href: hrefOf('.xlsx'), text: ui.asXlsx }];
}
