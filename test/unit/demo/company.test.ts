import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { createCompany } from '../../../src/demo/company.ts';
import type { Company } from '../../../src/demo/company.ts';
import { COMPANY_LANGUAGES } from '../../../src/demo/company-plan.ts';
import type { CompanyRequest } from '../../../src/demo/company-plan.ts';
import { csvText } from '../../../src/demo/files.ts';
import { COMPANY_COLUMNS, COMPANY_FILE_KINDS } from '../../../src/demo/import-rows.ts';
import type { CompanyFileKind } from '../../../src/demo/import-rows.ts';
import { normalizeAddress } from '../../../src/domain/address.ts';
import { isLocalDay } from '../../../src/domain/local-day.ts';
import { parseMoney } from '../../../src/domain/money.ts';
import { dayOf } from '../../../src/domain/period.ts';
import { isTimeZone } from '../../../src/domain/wall-time.ts';
import { IdentityInput } from '../../../src/features/customers/customer-input.ts';
import { ReportedInteraction } from '../../../src/features/interactions/interaction-input.ts';

const aCompany = (more: Partial<CompanyRequest> = {}): Company => createCompany({ seed: 1, customers: 300, from: '2024-03-01', to: '2025-03-01', ...more });
const rowsOf = (company: Company, kind: CompanyFileKind) => [...company.rows(kind)];
const textOf = (company: Company, kind: CompanyFileKind) => [...csvText(kind, company.rows(kind))].join('');

describe('a made-up company', () => {
  const company = aCompany();

  it.each(COMPANY_FILE_KINDS)('says the same about %s every time, and something else from another seed', (kind) => {
    expect(textOf(aCompany(), kind)).toBe(textOf(company, kind));
    expect(textOf(aCompany({ seed: 2 }), kind)).not.toBe(textOf(company, kind));
  });

  it('makes each customer of the seed and their number alone', () => {
    const [one, other] = [aCompany({ customers: 10 }), aCompany({ customers: 20 })];
    expect([...one.customers()]).toEqual([...other.customers()].slice(0, 10));
    const tenth = [...other.customers()][9];
    expect(tenth && other.encounters(tenth)).toEqual(tenth && company.encounters(tenth));
  });

  it.each(COMPANY_FILE_KINDS)('writes %s in its canonical columns, with required cells filled', (kind) => {
    const rows = rowsOf(company, kind);
    const columns: readonly string[] = COMPANY_COLUMNS[kind];
    const optional = ['reason', 'amount', 'currency', 'subscriptionId', 'renewed', 'renewedOn', 'comment'];
    const required = columns.filter((column) => !(optional.includes(column) && (kind === 'churn' || kind === 'renewals' || !['amount', 'currency'].includes(column))));
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      expect(columns).toEqual(expect.arrayContaining(Object.keys(row)));
      expect(required.filter((column) => (row[column] ?? '') === '')).toEqual([]);
    }
  });

  it.each([
    ['customers', ['customerId']],
    ['churn', ['customerId', 'date', 'type']],
    ['revenue', ['invoiceId']],
    ['purchases', ['purchaseId']],
    ['renewals', ['renewalId']],
    ['lifetime-values', ['customerId', 'asOf', 'method']],
    ['costs', ['costId']],
    ['activity', ['customerId', 'day']],
    ['invitations', ['invitationId']],
    ['responses', ['responseId']],
  ] as const)('never uses a natural key of %s twice', (kind, key) => {
    const keys = rowsOf(company, kind).map((row) => key.map((column) => row[column]).join('|'));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('knows nothing of its future', () => {
    const { to } = company.plan;
    const days = (kind: CompanyFileKind, column: string) => rowsOf(company, kind).flatMap((row) => row[column]?.slice(0, 10) ?? []);
    for (const [kind, column] of [['customers', 'startedOn'], ['churn', 'date'], ['revenue', 'startsOn'], ['purchases', 'purchasedOn'], ['renewals', 'renewedOn'], ['lifetime-values', 'asOf'], ['activity', 'day'], ['invitations', 'sentAt'], ['responses', 'answeredAt']] as const) {
      expect(days(kind, column).filter((day) => !isLocalDay(day) || day >= to)).toEqual([]);
    }
    expect(rowsOf(company, 'costs').filter(({ month = '' }) => `${month}-01` < company.plan.from || `${month}-01` >= to)).toEqual([]);
  });

  it('writes every amount exactly', () => {
    for (const kind of ['churn', 'revenue', 'purchases', 'renewals', 'costs', 'lifetime-values'] as const) {
      const amounts = rowsOf(company, kind).flatMap((row) => row['amount'] ?? row['value'] ?? []);
      expect(amounts.length).toBeGreaterThan(0);
      expect(amounts.filter((amount) => !parseMoney(amount, 'EUR').ok || !/\.\d\d$/.test(amount))).toEqual([]);
    }
  });

  it('is made of people of four languages, who cannot be written to by accident', () => {
    const people = [...company.customers()];
    const scripts = { en: /^[\p{Script=Latin} ’]+$/u, ar: /^[\p{Script=Arabic} ]+$/u, fa: /^[\p{Script=Arabic} ]+$/u, pl: /^[\p{Script=Latin} ]+$/u };
    for (const language of COMPANY_LANGUAGES) {
      const speakers = people.filter((person) => person.language === language);
      expect(speakers.length).toBeGreaterThan(30);
      expect(speakers.filter(({ name }) => !scripts[language].test(name))).toEqual([]);
    }
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
    expect(people.filter(({ email, timeZone }) => normalizeAddress(email) !== email || !email.endsWith('@example.com') || !isTimeZone(timeZone))).toEqual([]);
  });

  it('answers only what was asked, afterwards and on the scale', () => {
    const asked = new Map(rowsOf(company, 'invitations').map((row) => [row['invitationId'], row]));
    const responses = rowsOf(company, 'responses');
    for (const { invitationId, answeredAt = '', touchpoint, score, scaleMin, scaleMax, customerId } of responses) {
      const ask = asked.get(invitationId);
      expect(ask).toMatchObject({ status: 'responded', touchpoint, customerId });
      expect((ask?.['sentAt'] ?? '') < answeredAt && answeredAt.slice(0, 10) <= (ask?.['expiresOn'] ?? '')).toBe(true);
      expect(Number(score)).toBeGreaterThanOrEqual(Number(scaleMin));
      expect(Number(score)).toBeLessThanOrEqual(Number(scaleMax));
    }
    expect([...asked.values()].filter(({ status }) => status === 'responded')).toHaveLength(responses.length);
    expect(new Set([...asked.values()].map(({ status }) => status))).toEqual(new Set(['responded', 'expired', 'sent', 'bounced', 'unsubscribed']));
  });

  it('asks nobody again whose address does not work or who unsubscribed', () => {
    for (const life of aCompany({ unsubscribeShare: 0.1 }).customers()) {
      const statuses = company.encounters(life).flatMap(({ ask }) => ask?.status ?? []);
      const over = statuses.findIndex((status) => status === 'bounced' || status === 'unsubscribed');
      expect(over === -1 || over === statuses.length - 1).toBe(true);
    }
  });

  it('comments in the language of the customer, in the tone of the score', () => {
    const languages = new Map([...company.customers()].map(({ customerId, language }) => [customerId, language]));
    const seen = new Map<string, Set<string>>();
    for (const { customerId = '', comment, metric, score } of rowsOf(company, 'responses')) {
      if (comment === undefined) continue;
      const language = languages.get(customerId) ?? '';
      expect(/\p{Script=Arabic}/u.test(comment)).toBe(language === 'ar' || language === 'fa');
      if (metric !== 'csat') continue;
      const tone = Number(score) <= 2 ? 'unhappy' : Number(score) >= 4 ? 'happy' : 'middling';
      seen.set(comment, new Set([...(seen.get(comment) ?? []), `${language} ${tone}`]));
    }
    expect(seen.size).toBeGreaterThan(30);
    expect([...seen].filter(([, tones]) => tones.size > 1)).toEqual([]);
  });

  it('writes files that are read back as they were, in pieces', () => {
    for (const kind of ['customers', 'responses', 'costs', 'renewals'] as const) {
      const columns: readonly string[] = COMPANY_COLUMNS[kind];
      const { data, meta, errors } = Papa.parse<Record<string, string>>(textOf(company, kind), { header: true, skipEmptyLines: true });
      expect([meta.fields, errors]).toEqual([columns, []]);
      expect(data).toEqual(rowsOf(company, kind).map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? '']))));
    }
    const pieces = [...csvText('activity', company.rows('activity'))];
    expect(pieces.length).toBeGreaterThan(20);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(20_000);
    expect([...csvText('purchases', [])]).toEqual(['purchaseId,customerId,purchasedOn,amount,currency,item\r\n']);
  });

  it('quotes what would break a line', () => {
    const [text] = csvText('purchases', [{ purchaseId: 'a"b', item: 'one, two\nthree', customerId: ' x' }]);
    expect(text).toBe('purchaseId,customerId,purchasedOn,amount,currency,item\r\n"a""b"," x",,,,"one, two\nthree"\r\n');
  });

  it('reports interactions and answers as the API takes them', () => {
    const interactions = [...company.interactions()];
    expect(interactions.filter((interaction) => !ReportedInteraction.safeParse(interaction).success)).toEqual([]);
    expect(new Set(interactions.map(({ id }) => id)).size).toBe(interactions.length);
    const answers = [...company.answers()];
    expect(answers.filter(({ customer }) => !IdentityInput.safeParse(customer).success)).toEqual([]);
    expect(answers).toHaveLength(rowsOf(company, 'responses').length);
    const recent = [...company.interactions('2025-02-01')];
    expect(recent).toEqual(interactions.filter(({ occurredAt }) => occurredAt >= '2025-02-01'));
    expect([...company.answers('2025-02-01')]).toEqual(answers.filter(({ respondedAt }) => respondedAt >= '2025-02-01'));
  });

  it('means the same local day wherever the account is', () => {
    for (const { answeredAt = '' } of rowsOf(company, 'responses').slice(0, 100)) {
      for (const zone of ['America/Anchorage', 'Europe/Warsaw', 'Asia/Tehran', 'Australia/Brisbane']) expect(dayOf(new Date(answeredAt), zone)).toBe(answeredAt.slice(0, 10));
    }
  });

  it('refuses a plan that contradicts itself', () => {
    expect(() => aCompany({ to: '2024-03-01' })).toThrow(RangeError);
    const [touchpoint] = company.plan.touchpoints;
    expect(() => aCompany({ touchpoints: touchpoint ? [{ ...touchpoint, scoreShares: [1, 2] }] : [] })).toThrow(/support/);
    expect(() => aCompany({ touchpoints: touchpoint ? [{ ...touchpoint, scale: { min: 0, max: 9 } }] : [] })).toThrow(/csat is not asked on 0-9/);
  });
});
