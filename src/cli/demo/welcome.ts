import { SEVERITIES, type Severity } from '../../alerts';
import type { Database } from '../../database';
import {
  countRiskAlerts,
  readPresent,
  reportPoint,
  tenantTotals,
  type KeyFigures,
  type TenantTotals,
} from '../../reports';
import { figureText, moneyText } from '../figure-text';
import { readFigures } from '../read-figures';

const DEMO_TIME_ZONE = 'Europe/Paris';

export interface Loaded {
  totals: TenantTotals;
  /** Of the last twelve months. */
  figures: KeyFigures;
  alerts: Record<Severity, number>;
}

/** What the demo tenant has, in figures. */
export async function readLoaded(database: Database, tenantId: string, now: Date): Promise<Loaded> {
  const { totals, alerts } = await database.tenant(tenantId, async (tx) => {
    const present = await readPresent(tx, { now, timeZone: DEMO_TIME_ZONE });
    const totals = await tenantTotals(tx, reportPoint({}, present));
    const alerts: [Severity, number][] = [];
    for (const severity of SEVERITIES) {
      const filter = { status: ['OPEN', 'ACKNOWLEDGED'] as const, severities: [severity] };
      alerts.push([severity, await countRiskAlerts(tx, filter)]);
    }
    return { totals, alerts: Object.fromEntries(alerts) as Record<Severity, number> };
  });
  const booksCurrency = totals.outstanding.currency;
  const seller = { tenantId, timeZone: DEMO_TIME_ZONE, booksCurrency };
  const figures = await readFigures(database, seller, { clock: { now: () => now } });
  return { totals, figures, alerts };
}

/** What to look at first; a test runs them as they are printed. */
export const DEMO_QUERIES: readonly { title: string; query: string }[] = [
  {
    title: 'Who owes the most overdue, how risky they are, and how far we go',
    query:
      '{ customers(first: 5, orderBy: [{field: OVERDUE, direction: DESC}]) { nodes { name assessment { grade score }' +
      ' creditLimit { limit { amount } bindingTerm } exposure { total { amount } headroom { amount } } } } }',
  },
  {
    title: 'The latest grave alerts, with what to do',
    query:
      '{ riskAlerts(first: 5, filter: {severities: [CRITICAL, HIGH]}) { nodes { severity title detail deadlineOn } } }',
  },
  {
    title: 'The aged balance',
    query:
      '{ agedBalance(groupBy: NONE) { asOf total { outstanding { amount currency } notDue { amount }' +
      ' buckets { label amount { amount } } } } }',
  },
];

export const DEMO_SUBSCRIPTION =
  'subscription { riskAlerts { change cursor alert { severity title customer { name } } } }';

export interface Served {
  url: string;
  key: string;
  isLive: boolean;
  seconds: number;
}

/** The lines `npm start` prints when it is ready. */
export function welcomeLines(loaded: Loaded, served: Served): string[] {
  const { url, key, isLive } = served;
  return [
    '',
    `Encours is ready after ${served.seconds.toFixed(1)} s.`,
    '',
    ...loadedLines(loaded),
    '',
    `  Explorer      ${url}   (headers: {"Authorization": "Bearer ${key}"})`,
    `  GraphQL       ${url}/graphql`,
    `  Subscriptions ${url.replace(/^http/, 'ws')}/graphql   (graphql-transport-ws, the same header in connection_init)`,
    `  Event stream  curl -N '${url}/events?after=0&minSeverity=HIGH' -H 'authorization: Bearer ${key}'`,
    `  API key       ${key}   (tenant demo, role ADMIN)`,
    '',
    'Three queries to paste into a terminal:',
    ...DEMO_QUERIES.flatMap(({ title, query }) => ['', `# ${title}`, curlLine(served, query)]),
    '',
    'And into the explorer, to be told of risks as they arise:',
    '',
    `  ${DEMO_SUBSCRIPTION}`,
    '',
    isLive
      ? 'The registries are the real ones; the books of the demo go on. Ctrl-C stops it.'
      : 'The demo world goes on: every few seconds something happens in it, and what is a risk is told here. Ctrl-C stops it.',
    '',
  ];
}

/** One line for a shell; the query holds no quote that a shell or JSON would mind. */
export function curlLine(served: Pick<Served, 'url' | 'key'>, query: string): string {
  const body = JSON.stringify({ query });
  return (
    `curl -s ${served.url}/graphql -H 'content-type: application/json' ` +
    `-H 'authorization: Bearer ${served.key}' -d '${body}'`
  );
}

function loadedLines({ totals, figures, alerts }: Loaded): string[] {
  const open = [...SEVERITIES].reverse().filter((severity) => alerts[severity] > 0);
  const bySeverity = open.map((severity) => `${alerts[severity]} ${severity.toLowerCase()}`);
  const count = open.reduce((sum, severity) => sum + alerts[severity], 0);
  return [
    `  Customers     ${totals.customers}, ${totals.matchedCustomers} of them matched to a company`,
    `  Receivables   ${totals.receivables}, ${totals.openReceivables} of them open`,
    `  Outstanding   ${moneyText(totals.outstanding)}`,
    `  Overdue       ${moneyText(totals.overdue)}`,
    `  DSO           ${figureText(figures.dso)}; by count-back ${figureText(figures.dsoCountBack)}`,
    `  Expected loss ${figures.provision === null ? '' : moneyText(figures.provision.expectedLoss)}`,
    `  Alerts        ${count}${count === 0 ? '' : ` (${bySeverity.join(', ')})`}`,
  ];
}
