/** What was planted into the made-up company, beside what the outcomes report finds again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Company } from '../../demo/company.ts';
import { plantedTruths } from '../../demo/planted-truth.ts';
import type { Client } from './client.ts';

const HORIZON = 90;
const PATIENCE_MS = 60_000;

export interface Finding {
  touchpoint: string;
  /** Churn of the lowest category ÷ everybody's within 90 days. */
  plantedLift: number | null;
  foundLift: number | null;
  low: number | null;
  high: number | null;
  isMeaningful: boolean;
  adjustedPValue: number | null;
}

type Figure = { value: number | null; low?: number | null; high?: number | null };
type Found = { touchpoint: string; customers: number; lift: Record<string, Figure>; adjustedPValue: number | null };

/** Path and query of a report of the company's story, seen from its last day. */
function reportPath(name: 'outcomes' | 'business', { plan: { from, to } }: Company): string {
  return `/reports/${name}?from=${from}&to=${to}&until=${to}${name === 'business' ? '&interval=month' : ''}`;
}

export async function findings(client: Client, company: Company): Promise<Finding[]> {
  const found = await settledReport(client, company);
  return plantedTruths(company, HORIZON).map(({ touchpoint, isMeaningful, churnLift }) => {
    const place = found.find((one) => one.touchpoint === touchpoint);
    const lift = place?.lift[HORIZON];
    return { touchpoint, isMeaningful, plantedLift: churnLift, foundLift: lift?.value ?? null, low: lift?.low ?? null, high: lift?.high ?? null, adjustedPValue: place?.adjustedPValue ?? null };
  });
}

/** The report follows what was imported within seconds; it is taken once it stands still. */
async function settledReport(client: Client, company: Company): Promise<Found[]> {
  let before = '';
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(1000)) {
    const { touchpoints } = (await client.get(reportPath('outcomes', company))) as { touchpoints: Found[] };
    const now = JSON.stringify(touchpoints.map(({ touchpoint, customers, lift }) => [touchpoint, customers, lift[HORIZON]]));
    if ((touchpoints.length >= company.plan.touchpoints.length && now === before) || Date.now() > until) return touchpoints;
    before = now;
  }
}

export function findingLine({ touchpoint, isMeaningful, plantedLift, foundLift, low, high, adjustedPValue }: Finding): string {
  const short = (value: number | null): string => (value === null ? '?' : value.toFixed(2));
  const verdict = adjustedPValue === null ? 'too few left to tell' : adjustedPValue < 0.05 ? 'tells who leaves' : 'tells nothing for sure';
  return `  ${touchpoint}: lift ${short(foundLift)} (95 %: ${short(low)} to ${short(high)}), ${verdict}; planted: ${isMeaningful ? short(plantedLift) : 'nothing'}`;
}
