/** Most characters of a note or an outcome, and of a root cause. */
export const LONGEST_TEXT = 5000;
export const LONGEST_CAUSE = 200;
