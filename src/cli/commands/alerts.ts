import { configError, localeOf, type Locale } from '../../kernel';
import { alertDetail, alertTitle, SEVERITIES } from '../../alerts';
import { listRiskAlerts, type RiskAlertRow } from '../../reports';
import { alertLine } from '../alert-line';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { followAlerts } from '../follow-alerts';
import { tenantOf, withDatabase } from '../open-database';
import type { Database } from '../../database';

export interface AlertsOptions extends OutputOptions {
  tenant: string;
  follow?: boolean;
  after?: number;
  first: number;
  locale: string;
}

export function alertsCommand(options: AlertsOptions): Promise<void> {
  if (options.after !== undefined && options.follow !== true) {
    throw configError('USAGE', '--after goes with --follow', {
      place: { field: '--after' },
      remedy: 'give both, or neither',
    });
  }
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const { tenantId } = await tenantOf(database, options.tenant);
      const request = { tenantId, options, locale: localeOf(options.locale) };
      if (options.follow === true) await follow(run, database, request);
      else await show(run, database, request);
    }),
  );
}

interface Request {
  tenantId: string;
  options: AlertsOptions;
  locale: Locale;
}

async function follow(run: CommandRun, database: Database, request: Request): Promise<void> {
  const { tenantId, options, locale } = request;
  run.terminal.say(`Following the alerts of ${options.tenant}; Ctrl-C ends it.`);
  let last = options.after ?? null;
  await followAlerts({
    database,
    tenantId,
    after: options.after ?? null,
    signal: run.signal,
    onAlert: ({ cursor, alert }) => {
      last = cursor;
      const line = `${alertLine(alert, locale)}  [${cursor}]`;
      run.answer({ cursor, ...shown(alert, locale) }, [line]);
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
  const lines = alerts.map((alert) => alertLine(alert, locale));
  run.answer(
    { alerts: alerts.map((alert) => shown(alert, locale)) },
    lines.length > 0 ? lines : ['No open alerts.'],
  );
}

function shown(alert: RiskAlertRow, locale: Locale): Record<string, unknown> {
  const { riskAlertId, customerId, rule, severity, status, raisedAt, deadlineOn } = alert;
  const title = alertTitle(alert.textKey, alert.params, locale);
  const detail = alertDetail(alert.textKey, alert.params, locale);
  return { riskAlertId, customerId, rule, severity, status, raisedAt, deadlineOn, title, detail };
}
