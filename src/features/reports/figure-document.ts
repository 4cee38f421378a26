/** Parts of the business and outcomes reports as the API shows them. */
import { z } from 'zod';

export const number = z.number().nullable();
export const Money = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'Money' });
export const currencyCode = z.string().describe('ISO 4217');
const value = z.union([z.number(), Money]).nullable();

const Comparison = z.object({
  difference: number, low: number, high: number, pValue: number, verdict: z.enum(['up', 'down', 'no-clear-change', 'too-few']),
}).describe('In percentage points, later − earlier').nullable();

/** A number with what is needed to check it. */
export const Figure = z.looseObject({
  value: value.describe('null: no data'),
  numerator: value,
  denominator: value,
  n: number.describe('Customers, contracts or buyers it rests on'),
  low: value.describe('95 % interval'),
  high: value,
  variant: z.string(),
  definition: z.string(),
}).meta({ id: 'Figure' });

export const ComparedFigure = Figure.extend({ comparison: Comparison.describe('Under `compare=previous`') }).meta({ id: 'ComparedFigure' });

/** A figure, or why there is none. */
export const OutcomeFigure = z.union([
  Figure,
  z.object({ value: z.null(), reason: z.enum(['too-few', 'not-followed', 'no-churn']) }),
]).meta({ id: 'OutcomeFigure' });

export const byHorizonOf = <Part extends z.ZodType>(part: Part) => z.object({ 30: part, 90: part, 180: part, 365: part });
export const byHorizon = byHorizonOf(OutcomeFigure);
