/** Builds the page that asks before something is deleted: what goes with it, one button, one way back. */
import { adminFrame, type AdminFrame, type Asked } from './admin-frame.ts';
import type { Page } from './page-frame.ts';

interface Removal {
  text: string;
  button: string;
  cancel: string;
  /** Where the form is posted. */
  action: string;
  backHref: string;
}

/** @param current the entry of the menu that the page belongs to */
export function removalPage(asked: Asked, { title, current, ...removal }: Removal & { title: string; current: string }): Page<'admin/remove', AdminFrame & Removal> {
  return { view: 'admin/remove', data: { ...adminFrame(asked, { title, current }), ...removal } };
}
