import type { Command } from 'commander';
import { rebuildOutcomes, verifyOutcomes } from '../features/outcomes/outcomes.service.ts';
import { rebuildRollups, verifyRollups } from '../features/responses/rollup-check.service.ts';
import { accountCommand, type Desk } from './desk.ts';
import { table } from './text.ts';

const MOST_SHOWN = 50;

export function rollupCommands(program: Command, desk: Desk): void {
  const rollups = program.command('rollups').description('the stored distributions that reports add up');
  accountCommand(rollups, 'verify', 'recompute them from the answers; any difference is a failure', desk, async ({ app, account }) => {
    const drift = await verifyRollups(app, account._id);
    const outcomes = await verifyOutcomes(app, account._id);
    const text = [
      drift.length === 0 ? 'No drift: the stored distributions are what the answers give.' : `${drift.length} counts differ; "rollups rebuild" mends them:\n${listed(drift)}`,
      outcomes.differences.length === 0
        ? `No drift: what outcomes say of ${outcomes.checked} customers is what facts, answers, asks and cases give.`
        : `${outcomes.differences.length} customers' outcomes differ; "rollups rebuild" mends them: ${outcomes.differences.slice(0, MOST_SHOWN).map(({ customerId, part }) => `${customerId} (${part})`).join(', ')}`,
    ].join('\n');
    return { document: { drift, outcomes }, text, isBad: drift.length + outcomes.differences.length > 0 };
  });
  accountCommand(rollups, 'rebuild', 'mend every count that differs from the answers', desk, async ({ app, account }) => {
    const drift = await rebuildRollups(app, account._id);
    const customers = await rebuildOutcomes(app, account._id);
    return { document: { mended: drift, outcomesOf: customers }, text: drift.length === 0 ? 'Nothing to mend.' : `${drift.length} counts mended:\n${listed(drift)}` };
  });
}

function listed(drift: Awaited<ReturnType<typeof verifyRollups>>): string {
  return table(['month document', 'count', 'stored', 'expected'], drift.slice(0, MOST_SHOWN).map(({ id, path, stored, expected }) => [id, path, String(stored), String(expected)]));
}
