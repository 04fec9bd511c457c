import { configError, localeOf, type Locale } from '../../kernel';
import { decodeEventCursor, encodeEventCursor, SEVERITIES } from '../../alerts';
import { listRiskAlerts, type RiskAlertRow } from '../../reports';
import { alertJson, alertLine } from '../alert-line';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { followAlerts } from '../follow-alerts';
import { followElsewhere } from '../follow-elsewhere';
import { tenantOf, withDatabase } from '../open-database';
import type { Database } from '../../database';

export interface AlertsOptions extends OutputOptions {
  tenant?: string;
  follow?: boolean;
  after?: string;
  first: number;
  locale: string;
  url?: string;
  key?: string;
}

export function alertsCommand(options: AlertsOptions): Promise<void> {
  const { tenant, follow: isFollowing = false, url, key } = options;
  if (options.after !== undefined && !isFollowing) throw misused('--after', '--follow');
  if (url === undefined && key !== undefined) throw misused('--key', '--url');
  if (url !== undefined) {
    if (!isFollowing) throw misused('--url', '--follow');
    if (key === undefined) throw misused('--url', '--key');
    return runCommand(options, (run) => followElsewhere(run, { ...options, url, key }));
  }
  if (tenant === undefined) {
    throw configError('USAGE', 'whose alerts is not said', {
      place: { field: '--tenant' },
      remedy: 'give --tenant, or --url and --key of an API',
    });
  }
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const { tenantId } = await tenantOf(database, tenant);
      const request = { tenantId, options, locale: localeOf(options.locale) };
      if (isFollowing) await follow(run, database, request);
      else await show(run, database, request);
    }),
  );
}

function misused(option: string, other: string): Error {
  return configError('USAGE', `${option} goes with ${other}`, {
    place: { field: option },
    remedy: 'give both, or neither',
  });
}

interface Request {
  tenantId: string;
  options: AlertsOptions;
  locale: Locale;
}

async function follow(run: CommandRun, database: Database, request: Request): Promise<void> {
  const { tenantId, options, locale } = request;
  const after = options.after === undefined ? null : decodeEventCursor(tenantId, options.after);
  run.terminal.say(`Following the alerts of ${options.tenant ?? ''}; Ctrl-C ends it.`);
  let last = options.after ?? null;
  await followAlerts({
    ...{ database, tenantId, after },
    signal: run.signal,
    onAlert: ({ cursor: position, alert }) => {
      const cursor = encodeEventCursor(tenantId, position);
      last = cursor;
      run.answer({ cursor, ...alertJson(alert, locale) }, [
        `${alertLine(alert, locale)}  [${cursor}]`,
      ]);
    },
  });
  if (last !== null) run.terminal.say(`Go on from here with --after ${last}`);
}

async function show(run: CommandRun, database: Database, request: Request): Promise<void> {
  const { tenantId, options, locale } = request;
  const alerts: RiskAlertRow[] = [];
  for (const severity of [...SEVERITIES].reverse()) {
    const first = options.first - alerts.length;
    if (first <= 0) break;
    const filter = { status: ['OPEN', 'ACKNOWLEDGED'] as const, severities: [severity] };
    const page = await database.tenant(tenantId, (tx) => listRiskAlerts(tx, filter, { first }));
    alerts.push(...page.items);
  }
  const lines = alerts.map((alert) => `${alertLine(alert, locale)}  [${alert.riskAlertId}]`);
  run.answer(
    { alerts: alerts.map((alert) => alertJson(alert, locale)) },
    lines.length > 0 ? lines : ['No open alerts.'],
  );
}
