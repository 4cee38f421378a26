import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { IMPORT_KINDS } from '../../../../src/features/imports/import-kinds.ts';
import { aFile } from '../../platform/table/files.ts';
import { parsed, parsedFile } from './parsed.ts';

const key = (...parts: string[]): string => parts.join('\u001f');
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

/** A good file of every kind, and what its first row is. */
const GOOD: Record<(typeof IMPORT_KINDS)[number], { file: string; row: unknown }> = {
  customers: {
    file: 'customerId,email,name,startedOn,locale,timeZone,Plan,"Account. Manager",Empty\nc1,Ann@Example.com,Ann,2024-01-31,pl_PL,Europe/Warsaw,gold,"=SUM(A1)",\n',
    row: { kind: 'customers', owner: 'c1', key: 'c1', values: { startedOn: '2024-01-31', email: 'ann@example.com', name: 'Ann', locale: 'pl-PL', timeZone: 'Europe/Warsaw', properties: { Plan: 'gold', 'Account_ Manager': '=SUM(A1)' } } },
  },
  churn: {
    file: 'customer_id;date;type;reason;amount;currency\nc1;2024-02-01;Full;"too\nexpensive";12,50;eur\n',
    row: { kind: 'churn', owner: 'c1', key: key('c1', '2024-02-01', 'full'), values: { date: '2024-02-01', type: 'full', reason: 'too\nexpensive', amount: eur(1250) } },
  },
  revenue: {
    file: 'invoiceId\tcustomerId\tsubscriptionId\ttype\tstartsOn\tendsOn\tamount\tcurrency\nF/1\tc1\ts1\trecurring\t2024-01-01\t2024-12-31\t-1,200.00\tEUR\n',
    row: { kind: 'revenue', owner: 'c1', key: 'F/1', values: { invoiceId: 'F/1', subscriptionId: 's1', type: 'recurring', startsOn: '2024-01-01', endsOn: '2024-12-31', amount: eur(-120_000) } },
  },
  purchases: {
    file: 'purchaseId,customerId,purchasedOn,amount,currency,item\np1,c1,2024-02-01,1000,JPY,tea\n',
    row: { kind: 'purchases', owner: 'c1', key: 'p1', values: { purchaseId: 'p1', purchasedOn: '2024-02-01', amount: { amountMinor: 1000, currency: 'JPY' }, item: 'tea' } },
  },
  renewals: {
    file: 'customerId,dueOn,renewed,renewedOn\nc1,2024-02-01,tak,2024-02-03\n',
    row: { kind: 'renewals', owner: 'c1', key: key('c1', '2024-02-01'), values: { renewalId: null, dueOn: '2024-02-01', renewed: true, renewedOn: '2024-02-03', amount: null } },
  },
  'lifetime-values': {
    file: 'customerId,asOf,value,currency,method\nc1,2024-02-01,456.125,KWD,model A\n',
    row: { kind: 'lifetime-values', owner: 'c1', key: key('c1', '2024-02-01', 'model A'), values: { asOf: '2024-02-01', value: { amountMinor: 456_125, currency: 'KWD' }, method: 'model A' } },
  },
  costs: {
    file: 'month,category,amount,currency,description\n2024-02,Professional Services,2850,EUR,agency\n',
    row: { kind: 'costs', owner: null, key: key('2024-02', 'professional-services', 'agency'), values: { costId: null, month: '2024-02', category: 'professional-services', amount: eur(285_000), description: 'agency' } },
  },
  activity: { file: 'customerId,day\nc1,2024-02-01T23:30:00Z\n', row: { kind: 'activity', owner: 'c1', key: key('c1', '2024-02-02'), values: { day: '2024-02-02' } } },
  'exchange-rates': {
    file: 'day,from,to,rate\n2024-02-01,eur,PLN,4.3100\n',
    row: { kind: 'exchange-rates', owner: null, key: key('2024-02-01', 'EUR', 'PLN'), values: { day: '2024-02-01', from: 'EUR', to: 'PLN', rate: '4.31' } },
  },
  invitations: {
    file: 'invitationId,email,touchpoint,sentAt,expiresOn,status\ni1,ann@example.com,After delivery,2024-02-01T10:00:00Z,2024-03-02,Expired\n',
    row: { kind: 'invitations', key: 'i1', invitationId: 'i1', customerId: null, email: 'ann@example.com', touchpoint: 'after-delivery', sentAt: new Date('2024-02-01T10:00:00Z'), expiresOn: '2024-03-02', status: 'expired' },
  },
  responses: {
    file: 'responseId,invitationId,customerId,touchpoint,metric,scaleMin,scaleMax,score,answeredAt,comment\nr1,i1,c1,support,CSAT,1,5,۴,2024-02-02 09:00,عالی بود\n',
    row: { kind: 'responses', key: 'r1', responseId: 'r1', invitationId: 'i1', customerId: 'c1', email: null, touchpoint: 'support', metric: 'csat', scale: { min: 1, max: 5 }, score: 4, answeredAt: new Date('2024-02-02T08:00:00Z'), comment: 'عالی بود' },
  },
};

describe.each(IMPORT_KINDS)('a file of %s', (kind) => {
  const { file, row } = GOOD[kind];

  it('is read whole', async () => {
    const { rows, errors } = await parsed(kind, file);
    expect(errors).toEqual([]);
    expect(rows).toEqual([row]);
  });

  it('says what is wrong with every cell of a row of rubbish, and of an almost empty one', async () => {
    const delimiter = file.includes('\t') ? '\t' : file.includes(';') ? ';' : ',';
    const header = (file.split('\n')[0] ?? '').split(delimiter);
    const rubbish = header.map(() => 'x\u0001\ufffd');
    const { rows, errors, rejected } = await parsed(kind, `${file}${rubbish.join(delimiter)}\n\u0001${delimiter.repeat(header.length - 1)}\n`, { delimiter });
    expect(rows).toEqual([row]);
    expect(rejected).toBe(2);
    const rubbishRow = errors[0]?.rowNumber ?? 0;
    const typed = header.filter((name) => !['Plan', 'Account. Manager', 'Empty', '"Account. Manager"'].includes(name));
    expect(errors.filter(({ rowNumber }) => rowNumber === rubbishRow).map(({ column }) => column).toSorted()).toEqual(typed.toSorted());
    for (const error of errors) {
      expect(error).toEqual({ rowNumber: expect.any(Number) as number, column: expect.any(String) as string, value: expect.any(String) as string, code: expect.stringMatching(/^[a-z-]+$/) as string, problem: expect.stringMatching(/\w/) as string, accepted: expect.stringMatching(/\w/) as string });
    }
  });
});

describe('natural keys', () => {
  it('are those of the columns where a file has no id', async () => {
    const { rows } = await parsed('revenue', 'customerId,type,startsOn,endsOn,amount,currency\nc1,one-time,2024-01-01,2024-01-01,10,EUR\nc1,one-time,2024-01-01,2024-01-01,11,EUR\nc1,one-time,2024-01-01,2024-01-01,11,USD\n');
    const keys = rows.map((row) => row.key);
    expect(keys[0]).toBe(key('c1', '', 'one-time', '2024-01-01', '2024-01-01', 'EUR'));
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    const renewals = await parsed('renewals', 'renewalId,customerId,dueOn,renewed\nn1,c1,2024-01-01,\n,c1,2024-01-01,no\n');
    expect(renewals.rows.map((row) => row.key)).toEqual(['n1', key('c1', '2024-01-01')]);
    expect(renewals.rows.map((row) => (row.kind === 'renewals' ? row.values.renewed : undefined))).toEqual([null, false]);
  });
});

describe('cells that contradict each other', () => {
  it.each([
    ['revenue', 'customerId,type,startsOn,endsOn,amount,currency\nc1,recurring,2024-02-01,2024-01-31,10,EUR', 'endsOn'],
    ['churn', 'customerId,date,type,amount\nc1,2024-02-01,full,10', 'currency'],
    ['purchases', 'purchaseId,customerId,purchasedOn,amount,currency\np1,c1,2024-02-01,10.005,EUR', 'amount'],
    ['purchases', 'purchaseId,customerId,purchasedOn,amount,currency\np1,c1,2024-02-01,99999999999999999,EUR', 'amount'],
    ['renewals', 'customerId,dueOn,renewed,renewedOn\nc1,2024-02-01,no,2024-02-02', 'renewed'],
    ['exchange-rates', 'day,from,to,rate\n2024-02-01,EUR,EUR,1', 'to'],
    ['invitations', 'invitationId,customerId,email,touchpoint,sentAt,status\ni1,,,x,2024-02-01,sent', 'customerId'],
    ['responses', 'responseId,customerId,touchpoint,metric,scaleMin,scaleMax,score,answeredAt\nr1,c1,x,nps,0,10,11,2024-02-01', 'score'],
    ['responses', 'responseId,customerId,touchpoint,metric,scaleMin,scaleMax,score,answeredAt\nr1,c1,x,nps,0,5,4,2024-02-01', 'scaleMax'],
  ] as const)('are refused in %s', async (kind, file, column) => {
    const { rows, errors } = await parsed(kind, file);
    expect(rows).toEqual([]);
    expect(errors).toMatchObject([{ rowNumber: 2, column }]);
  });
});

describe('words of a list', () => {
  it('are understood in four languages', async () => {
    const types = ['full', 'پاره نیست', 'częściowy', 'عودة', 'کامل', 'Won back'];
    const { rows, errors } = await parsed('churn', `customerId,date,type\n${types.map((type, index) => `c${index},2024-01-01,${type}`).join('\n')}\n`);
    expect(rows.map((row) => (row.kind === 'churn' ? row.values.type : null))).toEqual(['full', 'partial', 'returned', 'full', 'returned']);
    expect(errors).toEqual([{ rowNumber: 3, column: 'type', value: 'پاره نیست', code: 'not-one-of', problem: 'is not one of full, partial, returned', accepted: 'one of full, partial, returned' }]);
    const costs = await parsed('costs', 'month;category;amount;currency\n2024-01;wynagrodzenia;1;PLN\n2024-01;أجور;1;SAR\n2024-01;پشتیبانی;1;EUR\n');
    expect(costs.rows.map((row) => (row.kind === 'costs' ? row.values.category : null))).toEqual(['wages', 'wages', 'service']);
  });
});

describe('a workbook', () => {
  it('gives the same facts as a text file', async () => {
    const book = await writeXlsx({ sheets: [{ name: 'Purchases', rows: [
      ['Customer ID', 'Order ID', 'Purchase date', 'Amount', 'Currency', 'Product'],
      ['c1', 10_017, new Date('2024-02-29T00:00:00Z'), 12.299999999999999, 'EUR', '=HYPERLINK("x")'],
      [17, 'p2', '1403/05/12', 0.1 + 0.2, 'EUR', null],
    ] }] });
    const path = await aFile(book, 'orders.xlsx');
    const { rows, errors } = await parsedFile('purchases', path);
    expect(rows).toEqual([{ kind: 'purchases', owner: 'c1', key: '10017', values: { purchaseId: '10017', purchasedOn: '2024-02-29', amount: eur(1230), item: '=HYPERLINK("x")' } }]);
    expect(errors).toMatchObject([{ rowNumber: 3, column: 'Purchase date', value: '1403/05/12' }]);
  });

  it('keeps its numbers apart from text with decimal commas', async () => {
    const book = await writeXlsx({ sheets: [{ name: 'S', rows: [['day', 'from', 'to', 'rate'], ['2024-01-01', 'EUR', 'PLN', 4.321], ['2024-01-02', 'EUR', 'PLN', '4,321']] }] });
    const { rows } = await parsedFile('exchange-rates', await aFile(book), { decimalSeparator: ',' });
    expect(rows.map((row) => (row.kind === 'exchange-rates' ? row.values.rate : null))).toEqual(['4.321', '4.321']);
  });
});
