import { describe, expect, it } from 'vitest';
import { addInvited, countRepresentation, invitedCustomers } from '../../../../src/domain/outcomes/invited-customers.ts';
import { emptyRepresentation, representativeness } from '../../../../src/domain/outcomes/representativeness.ts';

describe('invited customers', () => {
  it('are cut into deciles within the currency most of them have a value in', () => {
    const invited = invitedCustomers();
    for (let each = 1; each <= 20; each += 1) addInvited(invited, { tenureDays: 400, answer: each > 10 ? { score: 9, category: 'promoter' } : null, values: [{ currency: 'EUR', clv: each * 100 }] });
    addInvited(invited, { tenureDays: 10, answer: null, values: [{ currency: 'USD', clv: 1_000_000 }, { currency: 'EUR', clv: null }] });
    const tally = emptyRepresentation();
    countRepresentation(invited, tally);
    const { strata, answered } = representativeness(tally, 'nps');
    expect(answered).toBe(10);
    expect(strata.map(({ clvDecile, tenureBucket, invited: n }) => [clvDecile, tenureBucket, n])).toEqual([...Array.from({ length: 10 }, (_, decile) => [decile, 2, 2]), [null, 0, 1]]);
  });

  it('have no decile where nobody has a value', () => {
    const invited = invitedCustomers();
    addInvited(invited, { tenureDays: 0, answer: { score: 1, category: 'detractor' }, values: [] });
    const tally = emptyRepresentation();
    countRepresentation(invited, tally);
    expect([...tally.values()]).toMatchObject([{ clvDecile: null, tenureBucket: 0, invited: 1, answered: 1 }]);
  });
});
