/** Limits of notes on the trend of scores. */
export const MOST_NOTES = 500;
export const LONGEST_NOTE = 160;
