/**
 * Two ways: the webhooks of an app (https://developers.hubspot.com/docs/api/webhooks), lists of changes that name a deal or ticket but no person,
 * and the webhook of a workflow with a body of its own (https://knowledge.hubspot.com/workflows/how-do-i-use-webhooks-with-hubspot-workflows), which names them.
 */
import type { MappedEvent, MappingCondition } from '../../../domain/mapping/mapping.ts';
import { HUBSPOT_V1, HUBSPOT_V2, HUBSPOT_V3 } from '../../../platform/signature/schemes.ts';
import { PLAIN, type Sender } from './sender.ts';

interface StagedRecord {
  name: 'deal' | 'ticket';
  touchpoint: string;
  /** The property that holds the stage. */
  property: string;
  /** What the record's type is called in newer subscriptions. */
  objectTypeId: string;
  /** The key under which a workflow tells its number. */
  key: string;
}

const RECORDS: readonly StagedRecord[] = [
  { name: 'deal', touchpoint: 'sales', property: 'dealstage', objectTypeId: '0-3', key: 'dealId' },
  { name: 'ticket', touchpoint: 'support', property: 'hs_pipeline_stage', objectTypeId: '0-5', key: 'ticketId' },
];

function eventsOf({ name, touchpoint, property, objectTypeId, key }: StagedRecord): MappedEvent[] {
  const common = { type: { value: `${name}.stage-changed` }, touchpoint: { value: touchpoint } };
  const change = (when: MappingCondition): MappedEvent => ({
    name: `${name} stage`,
    when: [when, { path: 'propertyName', op: 'eq', value: property }],
    fields: {
      ...common,
      id: { text: `{portalId}-${name}-{objectId}-{propertyValue}` },
      occurredAt: { path: 'occurredAt', convert: 'unix-milliseconds' },
      properties: { [name]: { path: 'objectId' }, stage: { path: 'propertyValue' }, changeSource: { path: 'changeSource' } },
    },
  });
  return [
    change({ path: 'subscriptionType', op: 'eq', value: `${name}.propertyChange` }),
    { ...change({ path: 'subscriptionType', op: 'eq', value: 'object.propertyChange' }), when: [{ path: 'subscriptionType', op: 'eq', value: 'object.propertyChange' }, { path: 'objectTypeId', op: 'eq', value: objectTypeId }, { path: 'propertyName', op: 'eq', value: property }] },
    {
      name: `${name} stage, by workflow`,
      when: [{ path: key, op: 'exists' }, { path: 'email', op: 'exists' }],
      fields: {
        ...common,
        id: { text: `${name}-{${key}}-{stage}` },
        occurredAt: { path: '$delivery.at' },
        customer: { email: { path: 'email' }, name: { text: '{firstName?} {lastName?}' }, properties: { hubSpotPerson: { path: 'contactId' } } },
        properties: { [name]: { path: key }, stage: { path: 'stage' }, pipeline: { path: 'pipeline' }, amount: { path: 'amount' }, currency: { path: 'currency' } },
      },
    },
  ];
}

export const hubspot: Sender = {
  ...PLAIN,
  name: 'HubSpot',
  scheme: HUBSPOT_V3,
  legacySchemes: [HUBSPOT_V2, HUBSPOT_V1],
  secretFrom: 'there',
  deliveryHeaders: [],
  mapping: { each: '$', events: RECORDS.flatMap(eventsOf), fields: {} },
};
