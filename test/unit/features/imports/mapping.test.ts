import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IMPORT_KINDS } from '../../../../src/features/imports/import-kinds.ts';
import { KINDS } from '../../../../src/features/imports/kinds/all-kinds.ts';
import { guessMapping, Mapping } from '../../../../src/features/imports/mapping.ts';
import { previewImport } from '../../../../src/features/imports/preview-import.ts';
import { aFile } from '../../platform/table/files.ts';
import { parsed } from './parsed.ts';

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const spaced = (name: string): string => snake(name).replaceAll('_', ' ').toUpperCase();

describe.each(IMPORT_KINDS)('columns of %s', (kind) => {
  const names = KINDS[kind].columns.map(({ name }) => name);

  it('are found in any order and spelling', () => {
    fc.assert(fc.property(fc.shuffledSubarray(names, { minLength: names.length }), fc.array(fc.constantFrom(String, snake, spaced), { minLength: names.length, maxLength: names.length }), (order, spellings) => {
      const header = order.map((name, index) => (spellings[index] ?? String)(name));
      const { mapping, missing, unmapped } = guessMapping(kind, header);
      expect(missing).toEqual([]);
      expect(unmapped).toEqual([]);
      expect(mapping.columns).toEqual(Object.fromEntries(order.map((name, index) => [name, header[index]])));
    }), { numRuns: 20 });
  });

  it('are missed when they are required and not there', () => {
    const { missing, unmapped } = guessMapping(kind, ['zzz']);
    const required = KINDS[kind].columns.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    expect(missing).toEqual(KINDS[kind].oneOf.length > 0 ? [...required, KINDS[kind].oneOf.join(' or ')] : required);
    expect(unmapped).toEqual(['zzz']);
  });
});

describe('names of columns in four languages', () => {
  it.each([
    ['customers', ['Client ID', 'E-mail', 'Customer since', 'Language'], { customerId: 'Client ID', email: 'E-mail', startedOn: 'Customer since', locale: 'Language' }],
    ['customers', ['شناسه مشتری', 'ایمیل', 'تاریخ شروع', 'نام'], { customerId: 'شناسه مشتری', email: 'ایمیل', startedOn: 'تاریخ شروع', name: 'نام' }],
    ['customers', ['رقم العميل', 'البريد الإلكتروني', 'تاريخ البدء', 'الاسم'], { customerId: 'رقم العميل', email: 'البريد الإلكتروني', startedOn: 'تاريخ البدء', name: 'الاسم' }],
    ['customers', ['Identyfikator klienta', 'Adres e-mail', 'Data rozpoczęcia', 'Nazwa'], { customerId: 'Identyfikator klienta', email: 'Adres e-mail', startedOn: 'Data rozpoczęcia', name: 'Nazwa' }],
    ['churn', ['ID klienta', 'Data odejścia', 'Rodzaj', 'Powód', 'Kwota', 'Waluta'], { customerId: 'ID klienta', date: 'Data odejścia', type: 'Rodzaj', reason: 'Powód', amount: 'Kwota', currency: 'Waluta' }],
    ['churn', ['كود العميل', 'تاريخ الإلغاء', 'النوع', 'السبب'], { customerId: 'كود العميل', date: 'تاريخ الإلغاء', type: 'النوع', reason: 'السبب' }],
    ['revenue', ['مشتری', 'نوع', 'از تاریخ', 'تا تاریخ', 'مبلغ', 'ارز'], { customerId: 'مشتری', type: 'نوع', startsOn: 'از تاریخ', endsOn: 'تا تاریخ', amount: 'مبلغ', currency: 'ارز' }],
    ['revenue', ['Faktura', 'Klient', 'Typ', 'Od', 'Do', 'Wartość', 'Waluta'], { invoiceId: 'Faktura', customerId: 'Klient', type: 'Typ', startsOn: 'Od', endsOn: 'Do', amount: 'Wartość', currency: 'Waluta' }],
    ['purchases', ['Order number', 'Customer', 'Date', 'Total', 'Currency', 'Product'], { purchaseId: 'Order number', customerId: 'Customer', purchasedOn: 'Date', amount: 'Total', currency: 'Currency', item: 'Product' }],
    ['exchange-rates', ['Data', 'Z waluty', 'Na walutę', 'Kurs'], { day: 'Data', from: 'Z waluty', to: 'Na walutę', rate: 'Kurs' }],
    ['responses', ['رقم الرد', 'العميل', 'نقطة الاتصال', 'المقياس', 'الحد الأدنى', 'الحد الأقصى', 'الدرجة', 'تاريخ الرد', 'التعليق'], { responseId: 'رقم الرد', customerId: 'العميل', touchpoint: 'نقطة الاتصال', metric: 'المقياس', scaleMin: 'الحد الأدنى', scaleMax: 'الحد الأقصى', score: 'الدرجة', answeredAt: 'تاريخ الرد', comment: 'التعليق' }],
  ] as const)('%s: %j', (kind, header, columns) => {
    const guess = guessMapping(kind, header);
    expect(guess.mapping.columns).toEqual(columns);
    expect(guess).toMatchObject({ missing: [], unmapped: [], unknown: [] });
  });
});

describe('a mapping', () => {
  it('settles what names leave open, and values no cell gives', async () => {
    const { rows, errors } = await parsed('purchases', 'nr;kto;kiedy;ile\n1;c1;31.12.2024;1.234,50\n2;c2;01.01.2025;\n', {
      columns: { purchaseId: 'nr', customerId: 'KTO', purchasedOn: 'kiedy', amount: 'ile', currency: { constant: 'PLN' } }, defaults: { amount: '0' }, dateFormat: 'dd.MM.yyyy', decimalSeparator: ',',
    });
    expect(errors).toEqual([]);
    expect(rows.map((row) => (row.kind === 'purchases' ? row.values : null))).toEqual([
      { purchaseId: '1', purchasedOn: '2024-12-31', amount: { amountMinor: 123_450, currency: 'PLN' }, item: null },
      { purchaseId: '2', purchasedOn: '2025-01-01', amount: { amountMinor: 0, currency: 'PLN' }, item: null },
    ]);
  });

  it('reads Jalali days when it says so', async () => {
    const file = 'شناسه مشتری،x,تاریخ\n'.replace('،x', '') + '۱۷,۱۴۰۳/۰۵/۱۲\n';
    const refused = await parsed('activity', file);
    expect(refused.errors).toMatchObject([{ rowNumber: 2, column: 'تاریخ', value: '۱۴۰۳/۰۵/۱۲', problem: expect.stringContaining('Jalali') as string }]);
    const { rows } = await parsed('activity', file, { calendar: 'jalali' });
    expect(rows).toMatchObject([{ owner: '۱۷', values: { day: '2024-08-02' } }]);
  });

  it('is refused as a value where it cannot be meant', () => {
    for (const wrong of [{ dateFormat: 'dd.MM' }, { columns: { amount: 3 } }, { delimiter: 'x' }, { calendar: 'julian' }, { other: 1 }, { preset: 'typeform' }]) expect(Mapping.safeParse(wrong).success).toBe(false);
    expect(Mapping.safeParse({ columns: { a: 'b', c: { constant: 'd' } }, dateFormat: 'DD/MM/YYYY', delimiter: '\t' }).success).toBe(true);
  });

  it('that names columns the file or the kind does not have stops the file', async () => {
    await expect(parsed('activity', 'customerId,day\nc1,2024-01-01\n', { columns: { day: 'Tag' } })).rejects.toMatchObject({ reason: 'unknown-column', message: expect.stringContaining('Tag') as string });
    await expect(parsed('activity', 'customerId,day\nc1,2024-01-01\n', { columns: { moon: 'day' } })).rejects.toMatchObject({ reason: 'unknown-column', message: expect.stringContaining('moon') as string });
  });
});

describe('a hopeless file', () => {
  it.each([
    ['no known column', 'alpha,beta\n1,2\n', 'unknown-column', /None of the columns.*alpha, beta.*customerId/],
    ['the wrong delimiter', 'customerId;day\nc1;2024-01-01\n', 'unknown-column', /single column "customerId;day".*delimiter/],
    ['a required column that is not there', 'customerId,x\nc1,2\n', 'missing-column', /Missing: day\..*customerId, x/],
  ])('is stopped with an explanation: %s', async (name, file, reason, message) => {
    await expect(parsed('activity', file, name.includes('delimiter') ? { delimiter: ',' } : undefined)).rejects.toMatchObject({ reason, message: expect.stringMatching(message) as string });
  });

  it('is stopped when columns that become properties are too many or one', async () => {
    const header = Array.from({ length: 120 }, (_, index) => `extra${index}`);
    await expect(parsed('customers', `customerId,startedOn,${header.join(',')}\nc1,2024-01-01\n`)).rejects.toMatchObject({ reason: 'too-many-columns' });
    await expect(parsed('customers', 'customerId,startedOn,Plan,plan\nc1,2024-01-01,a,b\n')).rejects.toMatchObject({ reason: 'unknown-column' });
  });
});

describe('exports of other products', () => {
  const NPS = { kind: 'responses', metric: 'nps', scale: { min: 0, max: 10 } };
  it.each([
    // Names of an answer's fields as the products' public API pages give them: seen for Delighted, in part for Wootric and AskNicely, not for Retently. The headers of files from their dashboards are nowhere to be read: who has others maps them.
    // Headers of the files their dashboards export are not documented in public; where such a file differs, a mapping names its columns.
    ['delighted', 'id,person,survey_type,score,comment,permalink,created_at,email,Delighted Source\n42,7,nps,9,Great,https://x,2024-03-01 10:00:00 UTC,Ann@example.com,email\n',
      { ...NPS, key: '42', customerId: '7', email: 'ann@example.com', touchpoint: 'delighted', score: 9, comment: 'Great', answeredAt: new Date('2024-03-01T10:00:00Z') }],
    ['retently', 'id,customerId,email,firstName,campaignName,createdDate,score,comments,metricsType\nf1,c7,ann@example.com,Ann,Quarterly NPS,2024-03-01T10:00:00.000Z,3,slow,nps\n',
      { ...NPS, key: 'f1', customerId: 'c7', email: 'ann@example.com', touchpoint: 'quarterly-nps', score: 3, comment: 'slow', answeredAt: new Date('2024-03-01T10:00:00Z') }],
    ['asknicely', 'response_id,person_id,contact_id,name,email,answer,answerlabel,data,comment,responded,question_type\n5,6,8,Ann,ann@example.com,5,,,ok,1709287200,5STAR\n',
      { kind: 'responses', key: '5', metric: 'csat', scale: { min: 1, max: 5 }, customerId: '6', email: 'ann@example.com', touchpoint: 'asknicely', score: 5, comment: 'ok', answeredAt: new Date('2024-03-01T10:00:00Z') }],
    ['wootric', 'id,score,text,created_at,excluded_from_calculations,origin_url,email\n9,10,love it,2024-03-01 10:00:00 -0800,false,https://app,ann@example.com\n',
      { ...NPS, key: '9', customerId: null, email: 'ann@example.com', touchpoint: 'wootric', score: 10, comment: 'love it', answeredAt: new Date('2024-03-01T18:00:00Z') }],
  ] as const)('are known by their columns: %s', async (preset, file, row) => {
    const mapping = preset === 'asknicely' ? { dateFormat: 'unix' } : {};
    const preview = await previewImport({ path: await aFile(file), kind: 'responses', timeZone: 'UTC', mapping });
    expect(preview).toMatchObject({ mapping: { preset }, problem: null, missing: [], errors: [] });
    expect((await parsed('responses', file, mapping)).rows).toMatchObject([row]);
    // A saved mapping is the one the preview showed.
    expect((await parsed('responses', file, Mapping.parse(preview.mapping))).rows).toMatchObject([row]);
  });

  it('may be named, and other values given', async () => {
    const { rows } = await parsed('responses', 'id,score,comment,created_at,email\n1,4,x,2024-03-01,ann@example.com\n', { preset: 'delighted', defaults: { metric: 'csat', touchpoint: 'checkout' } });
    expect(rows).toMatchObject([{ metric: 'csat', scale: { min: 1, max: 5 }, touchpoint: 'checkout' }]);
  });
});
