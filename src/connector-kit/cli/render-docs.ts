/** docs/connectors.md: what each connector gives, costs and may be used for, from its declaration and its report. */
import { formatDecimal } from '../../kernel';
import {
  purchasesOf,
  type Connector,
  type PlannedPurchase,
  type Stream,
  type UseRestriction,
} from '../connector';
import { configFields, ProviderConfig, secretNames } from '../provider-config';

export interface DocumentedConnector {
  connector: Connector;
  /** Of its committed report. */
  tier: string;
  /** Day of the last live check; null when there was none. */
  liveOn: string | null;
}

const HEAD = `# Connectors

<!-- Written by \`npm run connector:check -- --docs\` from the declarations in connectors/; edit those. -->
<!-- prettier-ignore-start -->

What this hub can speak to: what each connector gives, how well the provider's interface is documented, what its calls
cost, and what may be done with what it says. All of it is written in the connectors' own declarations.

- **Evidence** is how well the shape of the provider's answers is documented: strong (an official description that was
  read field by field), good, partial, none. What was written without such proof is listed under each connector.
- **Tier** is computed by audits that run against the connector's simulator: bronze is every MUST, silver every SHOULD
  as well. Gold is silver with a check against the provider itself in the last 90 days; the day of such a check is given.
- **Use**: what a connector says stays inside the company when its use is *internal only*, and is besides shown only to
  those who decide on credit when there is *no redistribution*.

How to write one: [connectors/README.md](../connectors/README.md).
`;
const FOOT = '\n<!-- prettier-ignore-end -->\n';

const USE: Record<UseRestriction, string> = {
  NONE: 'free',
  INTERNAL_ONLY: 'internal only',
  NO_REDISTRIBUTION: 'no redistribution',
};

/** The whole page; the same declarations give the same bytes. */
export function renderDocs(documented: readonly DocumentedConnector[]): string {
  const rows = documented.map(({ connector, tier }) => [
    `[${connector.name}](#${connector.id})`,
    connector.kind,
    givesOf(connector),
    connector.docs.evidence,
    tier,
    costOf(connector),
    rateOf(connector),
    useOf(connector),
    connector.monitoring === undefined ? '–' : 'yes',
  ]);
  const columns = [
    'connector',
    'kind',
    'gives',
    'evidence',
    'tier',
    'costs',
    'rate',
    'use',
    'watches',
  ];
  const sections = documented.map(section);
  return [HEAD, table(columns, rows), ...sections].join('\n').trimEnd() + '\n' + FOOT;
}

function section({ connector, tier, liveOn }: DocumentedConnector): string {
  const { id, name, kind, version, docs } = connector;
  const live =
    liveOn === null ? 'never checked against the provider itself' : `checked live on ${liveOn}`;
  const parts = [
    `## ${id}\n`,
    `${name}, ${kind}, version ${version}: ${tier}, ${live}. [Provider](${docs.homepage}) · [reference](${docs.reference}) · [README](../connectors/${id}/README.md)\n`,
    facts(connector),
    streamsOf(connector),
    pricesOf(connector),
    bullets('Not verified', docs.unverified ?? []),
    bullets(
      'Waived',
      (connector.waivers ?? []).map(
        ({ audit, reason, until }) => `${audit} until ${until}: ${reason}`,
      ),
    ),
  ];
  return (
    parts
      .filter((part) => part !== '')
      .join('\n')
      .trimEnd() + '\n'
  );
}

function facts(connector: Connector): string {
  const { licence, deletes, monitoring, coverDesk, searchBuys, hosts, limits } = connector;
  const byRecord = Object.entries(licence.byRecord ?? {}).map(
    ([type, use]) => `${type}: ${USE[use]}`,
  );
  const searches =
    searchBuys === undefined ? 'by name, free' : `by name, each search buys ${searchBuys}`;
  const lines: [string, string][] = [
    ['Settings', settingsOf(connector)],
    ['Hosts', hostsOf(connector)],
    [
      'Rate',
      hosts.length === 0
        ? '–'
        : `${rateOf(connector)}, ${limits.concurrency} at once. ${limits.source}`,
    ],
    ['Licence', `${licence.name} (${licence.source})`],
    ['Use', [USE[licence.restriction], ...byRecord].join('; ')],
    [
      'Retention',
      licence.retentionDays === null
        ? 'no limit known'
        : `${licence.retentionDays} days without being seen again`,
    ],
    ['Attribution', licence.attribution ?? 'none asked for'],
    ['Deletions', typeof deletes === 'string' ? deletes : `not reported: ${deletes.none}`],
    ['Search', connector.search === undefined ? 'no' : searches],
    [
      'Monitoring',
      monitoring === undefined
        ? 'no'
        : `a portfolio at the provider, ${monitoring.batchMax} per call${monitoring.watched === undefined ? ', which cannot be listed' : ''}`,
    ],
    [
      'Cover requests',
      coverDesk === undefined ? 'no' : `yes, in steps of ${formatDecimal(coverDesk.stepMinor, 2)}`,
    ],
  ];
  return table(['', ''], lines);
}

function settingsOf({ config }: Connector): string {
  const secrets = secretNames(config);
  const general = configFields(ProviderConfig);
  const own = configFields(config).filter((field) => !general.includes(field));
  const named = own.map((field) => `\`${field}\`${secrets.includes(field) ? ' (secret)' : ''}`);
  return named.join(', ') || 'none needed';
}

function streamsOf({ streams = [], config }: Connector): string {
  if (streams.length === 0) return '';
  const rows = streams.map((stream) => [
    stream.name,
    stream.records.join(', '),
    stream.reads === 'subjects'
      ? `company by company, every ${stream.refreshAfterDays ?? '–'} days`
      : 'what is new',
    plannedText(purchasesOf(stream, new config())),
  ]);
  return `\n${table(['stream', 'records', 'reads', 'buys per company, at most'], rows)}`;
}

function plannedText(planned: readonly PlannedPurchase[]): string {
  return planned.map(({ call, units }) => `${units} × ${call}`).join(', ') || '–';
}

function pricesOf({ prices = [] }: Connector): string {
  if (prices.length === 0) return '';
  const rows = prices.map(({ call, buys, unit, unitPriceMinor, repeatFreeDays, source }) => [
    call,
    buys,
    `${priceOf(unitPriceMinor)} per ${unit}`,
    repeatFreeDays === 0 ? 'every time' : `once in ${repeatFreeDays} days`,
    source,
  ]);
  return `\n${table(['call', 'buys', 'price', 'billed', 'source'], rows)}`;
}

function priceOf(unitPriceMinor: number | null): string {
  if (unitPriceMinor === null) return 'as agreed';
  return `${formatDecimal(BigInt(unitPriceMinor), 2)} EUR`;
}

function bullets(heading: string, sentences: readonly string[]): string {
  if (sentences.length === 0) return '';
  return `\n**${heading}**\n\n${sentences.map((sentence) => `- ${oneLine(sentence)}`).join('\n')}\n`;
}

function givesOf(connector: Connector): string {
  const types = (connector.streams ?? []).flatMap(({ records }: Stream<object>) => records);
  if (connector.file !== undefined) return connector.file.records.join(', ');
  return [...new Set(types)].join(', ') || (connector.search === undefined ? '–' : 'search');
}

function costOf({ prices = [] }: Connector): string {
  if (prices.length === 0) return 'nothing';
  return prices.map(({ call, unitPriceMinor }) => `${call}: ${priceOf(unitPriceMinor)}`).join('; ');
}

function hostsOf({ hosts, isSelfHosted }: Connector): string {
  if (isSelfHosted === true) return 'that of the user, any public one';
  return hosts.length === 0 ? 'none: it reads files' : hosts.join(', ');
}

function rateOf({ hosts, limits }: Connector): string {
  return hosts.length === 0 ? '–' : `${limits.requestsPerSecond} per second`;
}

function useOf({ licence }: Connector): string {
  const days = licence.retentionDays === null ? '' : `, ${licence.retentionDays} days`;
  return `${USE[licence.restriction]}${days}`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(oneLine).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').trim();
}
