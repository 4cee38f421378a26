/** Builds the list of customers behind the MRR at risk of one touchpoint. */
import { adminFrame, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localDay, localFigure, localMoney } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import { sumMoney, money } from '../../domain/money.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import type { CustomerAtRisk } from '../../domain/outcomes/outcome-scan.ts';
import type { Horizon } from '../../domain/outcomes/outcome-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { addDays } from '../../domain/period.ts';
import { substitute } from '../../domain/variables.ts';
import { groupBy } from '../../platform/group-by.ts';
import { horizonFilter, outcomeControls, outcomeHref, RANKING_PATH, touchpointPath } from './outcome-controls.ts';
import { listText } from './outcome-words.ts';
import type { ReportControls, ReportFilter } from './report-controls.ts';
import { reportFiles, type ReportFile } from './report-files.ts';
import type { ReportPeriod } from './report-period.ts';

const PAGE_SIZE = 50;

export interface OutcomeCustomersInput {
  key: string;
  name: string;
  period: ReportPeriod;
  horizon: Horizon;
  /** Everybody at risk, as the report orders them. */
  all: readonly CustomerAtRisk[];
  shown: RiskPage;
  names: ReadonlyMap<string, { externalId: string | null; name: string | null; email: string | null }>;
  until: string;
}

export interface RiskPage {
  page: number;
  pages: number;
  customers: readonly CustomerAtRisk[];
}

interface OutcomeCustomersData extends AdminFrame {
  texts: ReturnType<typeof outcomeTexts>;
  controls: ReportControls;
  back: { href: string; text: string };
  lede: string;
  total: string;
  rows: { name: string; detail: string | null; score: string; answeredOn: string; day: string; mrr: string }[];
  pager: { text: string; previousHref: string | null; nextHref: string | null } | null;
  files: ReportFile[];
}

/** The page a link asks for, the nearest there is. */
export function riskPage(all: readonly CustomerAtRisk[], wanted: string | undefined): RiskPage {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(pages, /^\d{1,6}$/.test(wanted ?? '') ? Math.max(1, Number(wanted)) : 1);
  return { page, pages, customers: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) };
}

export function outcomeCustomersPage(asked: Asked, input: OutcomeCustomersInput): Page<'admin/reports/outcome-customers', OutcomeCustomersData> {
  const { key, name, period, horizon, all, shown, names, until } = input;
  const language = pageLanguage(asked);
  const texts = outcomeTexts(language);
  const metric = plainFilter('metric', asked.query['metric'] ?? '');
  const filters = [horizonFilter(horizon, language), metric];
  const path = touchpointPath(key);
  const pageHref = (page: number): string => outcomeHref(asked, `${path}/customers`, period, [...filters, plainFilter('page', String(page))]);
  return {
    view: 'admin/reports/outcome-customers',
    data: {
      ...adminFrame(asked, { title: texts.customersTitle, current: RANKING_PATH }),
      texts,
      controls: outcomeControls(asked, period, [], addDays(until, 0)),
      back: { href: outcomeHref(asked, path, period, filters), text: substitute(texts.backToTouchpoint, { touchpoint: embedded(name, language) }) },
      lede: substitute(texts.customersText, { touchpoint: embedded(name, language) }),
      total: all.length === 0 ? texts.customersNone : substitute(texts.customersTotal, {
        amounts: listText(totals(all).map((amount) => localMoney(amount, language)), language), count: substitute(texts.customersCount, { count: localFigure(all.length, language) }),
      }),
      rows: shown.customers.map(({ customerId, score, answeredOn, mrrMinor, currency }) => {
        const known = names.get(customerId);
        return {
          name: known?.name ?? known?.email ?? known?.externalId ?? texts.unnamed,
          detail: known?.name ? known.email ?? known.externalId : null,
          score: localFigure(score, language), answeredOn: localDay(answeredOn, language, 'full'), day: answeredOn, mrr: localMoney(money(mrrMinor, currency), language),
        };
      }),
      pager: shown.pages === 1 ? null : {
        text: substitute(texts.page, { page: localFigure(shown.page, language), pages: localFigure(shown.pages, language) }),
        previousHref: shown.page > 1 ? pageHref(shown.page - 1) : null,
        nextHref: shown.page < shown.pages ? pageHref(shown.page + 1) : null,
      },
      files: reportFiles(asked, (ending) => outcomeHref(asked, `${path}/customers${ending}`, period, filters)),
    },
  };
}

/** A parameter that links carry, without a choice of its own. */
function plainFilter(name: string, chosen: string): ReportFilter {
  return { name, label: '', options: [], chosen, usual: '' };
}

function totals(all: readonly CustomerAtRisk[]) {
  return [...groupBy(all, ({ currency }) => currency)].map(([currency, theirs]) => sumMoney(theirs.map(({ mrrMinor }) => money(mrrMinor, currency)), currency));
}
