/** What the doctor says of one thing. */

export interface Finding {
  name: string;
  /** `unchecked`: something it depends on is broken, or it was not asked for. */
  state: 'ok' | 'bad' | 'warning' | 'unchecked';
  detail: string;
  remedy: string | null;
}

export type Result = Omit<Finding, 'name'>;

export const ok = (detail: string): Result => ({ state: 'ok', detail, remedy: null });
export const bad = (detail: string, remedy: string): Result => ({ state: 'bad', detail, remedy });
export const warning = (detail: string, remedy: string): Result => ({ state: 'warning', detail, remedy });
export const unchecked = (detail: string): Result => ({ state: 'unchecked', detail, remedy: null });

const SIGNS = { ok: '✓', bad: '✗', warning: '!', unchecked: '–' } as const;

export function line({ name, state, detail, remedy }: Finding): string {
  return `${SIGNS[state]} ${name}: ${detail}${remedy === null ? '' : `\n    → ${remedy}`}`;
}
