/** What the columns of a file mean: named by a saved mapping, or guessed. */
import { z } from 'zod';

const Separator = z.enum(['.', ',']);

/** A column takes the cells of the file's column of that name, or one value for every row. */
const ColumnSource = z.union([z.string().max(200), z.strictObject({ constant: z.string().max(1_000) })]);

export const Mapping = z.strictObject({
  /** Canonical column → where it comes from. What is not named is guessed from the names left over. */
  columns: z.record(z.string().max(100), ColumnSource).optional(),
  /** Values for cells that are empty, by canonical column. */
  defaults: z.record(z.string().max(100), z.string().max(1_000)).optional(),
  /** `dd.MM.yyyy`, `M/d/yyyy h:mm a`, …; `excel` for serial numbers of days, `unix` for seconds since 1970. ISO 8601 is always understood. */
  dateFormat: z.string().min(1).max(50).optional(),
  calendar: z.enum(['gregorian', 'jalali']).optional(),
  decimalSeparator: Separator.optional(),
  encoding: z.string().max(40).optional(),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  sheet: z.string().max(100).optional(),
});
export type Mapping = z.infer<typeof Mapping>;
