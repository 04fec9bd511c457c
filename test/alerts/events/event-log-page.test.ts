import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudEvent } from 'cloudevents';
import { EVENT_SPECS, EVENT_TYPES, type EventType } from '../../../src/alerts';
import { faultsOf } from './valid-events';

const page = readFileSync(join(__dirname, '../../../docs/alerts/event-log.md'), 'utf8');
type Json = Record<string, unknown>;

function exampleOf(type: EventType): Json {
  const [, example = 'null'] =
    new RegExp(`^\`${type}\`\\n\\n\`\`\`json\\n([\\s\\S]*?)\`\`\``, 'm').exec(page) ?? [];
  return JSON.parse(example) as Json;
}

it.each(EVENT_TYPES)('the page has an example of %s that its schema allows', (type) => {
  expect(faultsOf([{ type, data: exampleOf(type) }])).toEqual([]);
});

it('the list says of every type what the API says', () => {
  const rows = page.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
  const listed = rows.flatMap(([, type = '', subject = '', says = '']) =>
    /^`[A-Z_]+`$/.test(type) ? [[type, subject, says]] : [],
  );
  expect(listed).toEqual(
    EVENT_TYPES.map((type) => [
      `\`${type}\``,
      `\`${EVENT_SPECS[type].subject}\``,
      EVENT_SPECS[type].says,
    ]),
  );
});

it('the CloudEvent of the page is one', () => {
  const [, example = ''] = /```json cloudevent\n([\s\S]*?)```/.exec(page) ?? [];
  expect(new CloudEvent(JSON.parse(example) as Json).validate()).toBe(true);
});
