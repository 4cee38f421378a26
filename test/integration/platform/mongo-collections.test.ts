import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../../src/platform/mongo-collections.ts';
import { stored } from '../../support/spine.ts';
import { openTestApp, type TestApp } from '../../support/test-app.ts';

interface Thing extends Owned {
  name?: string | undefined;
  tags: string[];
}

const things = defineCollection<Thing>('things', new Schema({ _id: String, accountId: String, name: String, tags: [String] }, SCHEMA_OPTIONS));

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(async () => test.close());

const inserting = {
  'inserted alone': (doc: Thing) => things.of('one').insertMany([doc]),
  'inserted among other writes': (doc: Thing) => things.of('one').bulkWrite([{ filter: { _id: 'other' }, update: { $set: { tags: [] } } }, { insert: doc }]),
};

describe.each(Object.entries(inserting))('what is %s', (how, insert) => {
  it('belongs to the account, whatever it says', async () => {
    await insert({ _id: how, accountId: 'another', name: undefined, tags: ['a'] });
    expect(await stored('things').findOne({ _id: how })).toEqual({ _id: how, accountId: 'one', tags: ['a'] });
  });

  it('may have no path that its collection does not know', async () => {
    await expect(insert({ _id: `${how}, wrong`, accountId: 'one', tags: [], colour: 'red' } as Thing)).rejects.toThrow('things has no path "colour"');
    expect(await stored('things').findOne({ _id: `${how}, wrong` })).toBeNull();
  });
});
