/** C21: calls the provider makes to us. They only bring a poll forward, and even that not for everybody. */
import { validateConfig } from '../provider-config';
import type { Ping } from '../connector';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import { withoutImpurity } from './impurity';
import type { AuditSubject } from './subject';

export const C21: Audit = {
  id: 'C21',
  level: 'MAY',
  claim: 'knows a ping of its provider from a forged one, and takes the same one twice',
  exempt: (subject) => (subject.connector.pings === undefined ? 'it takes no pings' : null),
  run: (subject) => {
    const config = validateConfig(subject.connector, subject.rawConfig());
    const ping = subject.options.simulator?.ping?.(config);
    verify(ping !== undefined, 'the simulator makes no ping to try');
    verify(accepts(subject, config, ping), 'a genuine ping is refused');
    verify(accepts(subject, config, ping), 'a genuine ping that comes again is refused');
    for (const [what, forged] of forgeriesOf(ping)) {
      verify(!accepts(subject, config, forged), `a ping with ${what} is believed`);
    }
    return Promise.resolve();
  },
};

function accepts(subject: AuditSubject, config: object, ping: Ping): boolean {
  const { pings } = subject.connector;
  return withoutImpurity(() => pings?.isGenuine(config, ping) ?? false);
}

function forgeriesOf(ping: Ping): [what: string, forged: Ping][] {
  const { headers, body } = ping;
  const values = Object.entries(headers);
  const nonsense = values.map(([name]) => [name, 'nonsense']);
  const cut = values.map(([name, value]) => [name, value.slice(0, -1)]);
  return [
    ['another body', { headers, body: `${body} ` }],
    ['no headers', { headers: {}, body }],
    ['empty headers', { headers: named(values.map(([name]) => [name, ''])), body }],
    ['nonsense for headers', { headers: named(nonsense), body }],
    ['headers cut short', { headers: named(cut), body }],
  ];
}

function named(entries: string[][]): Record<string, string> {
  return Object.fromEntries(entries) as Record<string, string>;
}
