import { z } from 'zod';

/** What became of the rows of a file, as the API shows it. */
export const FileCounts = z.object({
  rows: z.int(),
  accepted: z.int(),
  duplicates: z.int().describe('Known by their ids'),
  ignored: z.int().describe('Left out by a rule of the mapping'),
  rejected: z.int().describe('Rows with something wrong in them'),
}).meta({ id: 'FileCounts' });
