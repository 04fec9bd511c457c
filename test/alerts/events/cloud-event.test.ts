import { CloudEvent as PublicCloudEvent, HTTP, type CloudEventV1 } from 'cloudevents';
import * as fc from 'fast-check';
import {
  cloudEventOf,
  cloudEventType,
  decodeEventCursor,
  encodeEventCursor,
  EVENT_TYPES,
  FROM_OLDEST,
  type LoggedEvent,
} from '../../../src/alerts';
import { globalId } from '../../../src/kernel';

const TENANT = '11111111-0000-4000-8000-000000000001';
const OTHER = '11111111-0000-4000-8000-000000000002';
const CUSTOMER = '22222222-0000-4000-8000-000000000001';
const SUBJECT = '33333333-0000-4000-8000-000000000001';

function logged(changes: Partial<LoggedEvent> = {}): LoggedEvent {
  return {
    ...{ position: 7, eventId: '44444444-0000-4000-8000-000000000001', type: 'GRADE_CHANGED' },
    ...{ schemaVersion: 1, at: new Date('2026-03-01T09:00:00.123Z') },
    ...{ customerId: CUSTOMER, subjectId: SUBJECT, data: { grade: 'C', previousGrade: 'B' } },
    ...changes,
  };
}

it('says of a grade what CloudEvents 1.0 asks for', () => {
  expect(cloudEventOf(logged(), { tenantId: TENANT }, 'https://credit.example')).toEqual({
    specversion: '1.0',
    id: '44444444-0000-4000-8000-000000000001',
    source: `urn:encours:tenant:${TENANT}`,
    type: 'encours.grade.changed.v1',
    subject: globalId('CreditAssessment', SUBJECT),
    time: '2026-03-01T09:00:00.123Z',
    datacontenttype: 'application/json',
    dataschema: 'https://credit.example/schemas/events/GRADE_CHANGED.v1.json',
    cursor: encodeEventCursor(TENANT, 7),
    customerid: globalId('Customer', CUSTOMER),
    data: { grade: 'C', previousGrade: 'B' },
  });
});

it.each(EVENT_TYPES)('the public CloudEvents library reads a %s as we meant it', (type) => {
  const event = cloudEventOf(logged({ type }), { tenantId: TENANT });
  const read = new PublicCloudEvent(JSON.parse(JSON.stringify(event)) as CloudEventV1<unknown>);
  expect(read.validate()).toBe(true);
  const message = HTTP.structured(read);
  const back = HTTP.toEvent<unknown>({ headers: message.headers, body: message.body });
  expect(JSON.parse(JSON.stringify(back))).toEqual(event);
});

it('what does not apply is absent, and an event from before schemas claims none', () => {
  const event = cloudEventOf(
    logged({ schemaVersion: 0, customerId: null, subjectId: null, type: 'MATCH_DECIDED' }),
    { tenantId: TENANT },
  );
  expect(Object.keys(event)).toEqual([
    ...['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'cursor', 'data'],
  ]);
  expect(event.type).toBe('encours.match.decided.v0');
});

it('without a subject of its own an event is about its customer', () => {
  const event = cloudEventOf(logged({ subjectId: null }), { tenantId: TENANT });
  expect(event.subject).toBe(globalId('Customer', CUSTOMER));
});

it('names of types tell versions apart', () => {
  const names = [1, 2].map((schemaVersion) => cloudEventType(logged({ schemaVersion })));
  expect(names).toEqual(['encours.grade.changed.v1', 'encours.grade.changed.v2']);
});

describe('cursors', () => {
  it('come back as the place they stand for, and mean nothing to another tenant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (position) => {
        const cursor = encodeEventCursor(TENANT, position);
        expect(decodeEventCursor(TENANT, cursor)).toBe(position);
        expect(() => decodeEventCursor(OTHER, cursor)).toThrow(/not one of this event log/);
      }),
    );
  });

  it('"0" is the beginning of what is kept, which is another place than before the first event', () => {
    expect(decodeEventCursor(TENANT, '0')).toBe(FROM_OLDEST);
    expect(encodeEventCursor(TENANT, FROM_OLDEST)).toBe('0');
    expect(decodeEventCursor(TENANT, encodeEventCursor(TENANT, 0))).toBe(0);
  });

  it('whatever else is given is refused, and never a place', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        fc.pre(text !== '0');
        expect(() => decodeEventCursor(TENANT, text)).toThrow(/not one of this event log/);
      }),
    );
  });
});
