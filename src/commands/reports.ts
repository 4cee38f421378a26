import type { Command } from 'commander';
import type { ScoreFigures } from '../domain/score-figures.ts';
import { findScores } from '../features/reports/reports.queries.ts';
import { ScoresQuery } from '../features/reports/scores-query.ts';
import { parse } from '../platform/http/parse.ts';
import { accountCommand, type CommonOptions, type Desk } from './desk.ts';
import { businessCommand, outcomesCommand } from './outcome-reports.ts';
import { shown, table } from './text.ts';

interface ScoresOptions extends CommonOptions, Omit<Record<keyof ScoresQuery, string | undefined>, 'compare'> {
  compare?: boolean;
}

export function reportCommands(program: Command, desk: Desk): void {
  const report = program.command('report').description('figures, as the API reports them');
  withScoreOptions(accountCommand<ScoresOptions>(report, 'scores', 'NPS, CSAT and CES with their intervals', desk, async ({ app, account, options }) => {
    const found = await findScores(account._id, scoresQuery(options), app.now());
    const rows = found.groups.flatMap(({ key, total, buckets }) => [total, ...buckets].map((figures, index) => cells(key, figures, index === 0 && buckets.length > 0)));
    return { document: found, text: rows.length === 0 ? 'No answers in this range.' : table(['what', 'from', 'to', 'n', 'value', '95 % interval', 'response rate', 'change'], rows) };
  }));
  businessCommand(report, desk);
  outcomesCommand(report, desk);
}

/** The options of a score report, on whatever command takes them. */
export function withScoreOptions(command: Command): Command {
  return command
    .option('--from <day>', 'first day (default: 30 days before --to)')
    .option('--to <day>', 'the day after the last one (default: tomorrow)')
    .option('--interval <unit>', 'day, week, month, quarter or year')
    .option('--group-by <what>', 'touchpoint, survey, version, locale or property:name')
    .option('--survey <key>', 'only this survey')
    .option('--touchpoint <key>', 'only this touchpoint')
    .option('--metric <metric>', 'nps, csat or ces')
    .option('--where <segment>', 'one declared segment, such as locale:en or property:plan:pro')
    .option('--compare', 'compare each figure with the period before');
}

export function scoresQuery({ from, to, interval, groupBy, survey, touchpoint, metric, where, compare }: ScoresOptions): ScoresQuery {
  return parse(ScoresQuery, { from, to, interval, groupBy, survey, touchpoint, metric, where, compare: compare === true ? 'previous' : undefined });
}

export type { ScoresOptions };

function cells(key: Record<string, unknown>, figures: ScoreFigures, isTotal: boolean): string[] {
  const { metric, scale: _scale, ...groups } = key;
  const what = [String(metric), ...Object.values(groups).map(String), ...(isTotal ? ['(total)'] : [])].join(' ');
  const { from, to, n, value, low, high, responseRatePercent, comparison } = figures;
  const change = comparison === null ? '–' : `${shown(comparison.difference)} ${comparison.verdict}`;
  return [what, from, to, String(n), shown(value), low === null ? '–' : `${shown(low)} … ${shown(high)}`, responseRatePercent === null ? '–' : `${shown(responseRatePercent)} %`, change];
}
