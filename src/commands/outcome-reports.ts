/** `report business` and `report outcomes`. */
import type { Command } from 'commander';
import { NO_CURRENCY } from '../domain/business/business-breakdown.ts';
import { MOVEMENTS } from '../domain/business/recurring-revenue.ts';
import { atTheEdge } from '../domain/edge-values.ts';
import { formatAmount, type Money } from '../domain/money.ts';
import type { RankedTouchpoint } from '../domain/outcomes/outcome-answer.ts';
import { requireAccount } from '../features/accounts/accounts.queries.ts';
import { findOutcomes } from '../features/outcomes/outcomes.queries.ts';
import { BusinessQuery } from '../features/reports/business-query.ts';
import { findBusiness } from '../features/reports/business.queries.ts';
import { OutcomesQuery, outcomesRequest } from '../features/reports/outcomes-query.ts';
import { parse } from '../platform/http/parse.ts';
import { accountCommand, type CommonOptions, type Desk } from './desk.ts';
import { shown, table } from './text.ts';

export interface BusinessOptions extends CommonOptions, Omit<Record<keyof BusinessQuery, string | undefined>, 'compare'> {
  compare?: boolean;
}

export interface OutcomesOptions extends CommonOptions, Record<keyof OutcomesQuery, string | undefined> {}

export function businessCommand(report: Command, desk: Desk): void {
  const command = accountCommand<BusinessOptions>(report, 'business', 'churn, renewal, recurring revenue, lifetime value and cost', desk, async ({ app, account, options }) => {
    const found = await findBusiness(account._id, businessQuery(options), app.now());
    const rows = found.periods.map(({ from, to, group, currency, customers, figures }) => [
      from, to, group ?? '', currency ?? '–', String(customers.end), percent(figures.churn.value), percent(figures.revenueChurnNet.value), amount(figures.mrr.value),
      MOVEMENTS.map((kind) => amount(figures.mrrMovements[kind])).join(' / '), amount(figures.clvContribution.value), amount(figures.cac.value), figures.clvToCac.verdict ?? '–',
    ]);
    const head = ['from', 'to', 'group', 'currency', 'customers', 'churn', 'revenue churn', 'MRR', MOVEMENTS.join(' / '), 'CLV', 'CAC', 'CLV : CAC'];
    return { document: atTheEdge(found), text: rows.length === 0 ? 'Nothing of this range has been observed.' : table(head, rows) };
  });
  withBusinessOptions(command);
}

export function withBusinessOptions(command: Command): Command {
  return withSharedOptions(command)
    .option('--interval <unit>', 'day, week, month, quarter or year')
    .option('--group-by <what>', 'currency, clvTier or property:name')
    .option('--clv-periods <months>', 'months a customer is expected to stay (default: 24)')
    .option('--discount-rate <decimal>', 'discounts the contribution CLV, per month')
    .option('--compare', 'compare with the period before');
}

export function businessQuery({ from, to, until, asOf, currency, where, interval, groupBy, clvPeriods, discountRate, compare }: BusinessOptions): BusinessQuery {
  return parse(BusinessQuery, { from, to, until, asOf, currency, where, interval, groupBy, clvPeriods, discountRate, compare: compare === true ? 'previous' : undefined });
}

export function outcomesCommand(report: Command, desk: Desk): void {
  const command = accountCommand<OutcomesOptions>(report, 'outcomes', 'what each touchpoint\'s score is worth: who leaves, and how much money is at risk', desk, async ({ app, account, options }) => {
    const found = await findOutcomes(account._id, outcomesRequest(parse(OutcomesQuery, outcomesQuery(options)), await requireAccount(account._id), app.now()));
    const head = ['touchpoint', 'metric', 'customers', 'churn in 90 days', 'lift of the lowest', 'AUC', 'adjusted p', 'MRR at risk', 'expected excess loss', 'churn, case closed − not'];
    const text = found.touchpoints.length === 0 ? 'Nobody who was asked in this range is a customer.' : table(head, found.touchpoints.map(outcomeCells));
    return { document: atTheEdge(found), text };
  });
  withOutcomesOptions(command);
}

export function withOutcomesOptions(command: Command): Command {
  return withSharedOptions(command)
    .option('--touchpoint <key>', 'only this touchpoint')
    .option('--metric <metric>', 'nps, csat or ces')
    .option('--minimum <count>', 'fewest answers that get a number');
}

/** The parameters among the options, still to be parsed. */
export function outcomesQuery({ from, to, until, asOf, currency, where, touchpoint, metric, minimum }: OutcomesOptions): Record<keyof OutcomesQuery, string | undefined> {
  return { from, to, until, asOf, currency, where, touchpoint, metric, minimum };
}

function withSharedOptions(command: Command): Command {
  return command
    .option('--from <day>', 'first day (default: a year before --to)')
    .option('--to <day>', 'the day after the last one (default: tomorrow)')
    .option('--until <day>', 'the first unobserved day (default: today)')
    .option('--as-of <day or instant>', 'only what had been recorded by then')
    .option('--currency <code>', 'only amounts of this currency')
    .option('--where <segment>', 'one declared segment, such as property:plan:pro');
}

function outcomeCells({ touchpoint, metric, customers, groups, lift, auc, adjustedPValue, mrrAtRisk, expectedExcessLoss, caseEffect }: RankedTouchpoint): string[] {
  const churn = groups.slice(0, 3).map((group) => `${group.group} ${figure(group.churn[90], 100)}`).join(', ');
  const losses = expectedExcessLoss.map((loss) => ('reason' in loss ? `${loss.currency} ${loss.reason}` : `${loss.currency} ${amount(loss.low)} … ${amount(loss.value)} … ${amount(loss.high)}`));
  return [
    touchpoint, metric, String(customers), churn, figure(lift[90]), figure(auc[90]), shown(adjustedPValue, 3),
    mrrAtRisk.map((money) => `${money.currency} ${amount(money)} (${money.customers})`).join(', ') || '–', losses.join(', ') || '–', caseEffect === null ? '–' : figure(caseEffect[90], 100),
  ];
}

function figure(part: { value: number | null; reason?: string }, factor = 1): string {
  if (part.value === null) return part.reason ?? '–';
  return factor === 100 ? `${shown(part.value * factor)} %` : shown(part.value, 2);
}

function amount(money: Money | null): string {
  return money === null || money.currency === NO_CURRENCY ? '–' : formatAmount(money);
}

function percent(value: number | null): string {
  return value === null ? '–' : `${shown(value)} %`;
}
