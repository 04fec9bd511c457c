import {
  configError,
  domainError,
  formatDecimal,
  isEncoursError,
  isSiren,
  parseDecimal,
} from '../../kernel';
import type { Hub } from '../../hub';
import { costOfPlan, planRefresh, type PlannedConnection } from '../../use-cases/plan-refresh';
import {
  refreshCompany,
  type CompanyReading,
  type CompanyRefreshed,
} from '../../use-cases/refresh-company';
import { counted } from '../counted';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface RefreshOptions extends OutputOptions {
  tenant: string;
  connector?: string[];
  estimate?: boolean;
  evenIfFresh?: boolean;
  maxEuros?: string;
}

export function refreshCommand(given: readonly string[], options: RefreshOptions): Promise<void> {
  const sirens = [...new Set(given.map(sirenGiven))];
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      if (options.estimate === true) return estimate(run, hub, { tenantId, sirens, options });
      return refresh(run, hub, { tenantId, sirens, options });
    }),
  );
}

function sirenGiven(text: string): string {
  const digits = text.replace(/\s/g, '');
  if (isSiren(digits)) return digits;
  throw configError('INVALID_SIREN', `${JSON.stringify(text)} is no SIREN`, {
    remedy: 'give nine digits that pass the checksum',
  });
}

interface Asked {
  tenantId: string;
  sirens: readonly string[];
  options: RefreshOptions;
}

async function estimate(
  run: CommandRun,
  hub: Hub,
  { tenantId, sirens, options }: Asked,
): Promise<void> {
  const plan = await planRefresh(hub, {
    ...{ tenantId, sirens, connectorIds: options.connector ?? null },
    evenIfFresh: options.evenIfFresh === true,
  });
  const json = plan.map(({ connection, streams, calls, costMinor, obstacle }) => ({
    connectionId: connection.connectionId,
    connectorId: connection.connectorId,
    streams: streams.map(({ declared, due }) => ({ stream: declared.name, due: due.length })),
    calls: calls.map(({ call, calls: count, costMinor: cost }) => ({
      ...{ call, calls: count, euros: eurosOf(cost) },
    })),
    ...{ euros: eurosOf(costMinor), obstacle },
  }));
  const euros = eurosOf(costOfPlan(plan));
  const header = ['CONNECTOR', 'NAME', 'COMPANIES', 'PAID CALLS', 'EUROS', 'LEFT THIS MONTH', ''];
  run.answer({ euros, connections: json }, [
    ...textTable(header, plan.map(estimateCells)),
    euros === null ? 'What it costs is not known.' : `It costs ${euros} EUR at most.`,
  ]);
}

function estimateCells(planned: PlannedConnection): string[] {
  const { connection, streams, calls, costMinor, budget, obstacle } = planned;
  const due = new Set(streams.flatMap((stream) => stream.due)).size;
  const count = calls.reduce((sum, call) => sum + call.calls, 0);
  const left = [
    ...(budget?.leftCalls == null ? [] : [counted(budget.leftCalls, 'call')]),
    ...(budget?.leftMinor == null ? [] : [`${eurosOf(budget.leftMinor) ?? ''} EUR`]),
  ];
  return [
    ...[connection.connectorId, connection.name, String(due), String(count)],
    ...[eurosOf(costMinor) ?? 'not known', left.join(', '), obstacle ?? ''],
  ];
}

async function refresh(run: CommandRun, hub: Hub, asked: Asked): Promise<void> {
  const { tenantId, sirens, options } = asked;
  const maxCostMinor = options.maxEuros === undefined ? null : parseDecimal(options.maxEuros, 2);
  const answers: { siren: string; refreshed: CompanyRefreshed | null; code: string | null }[] = [];
  const lines: string[] = [];
  for (const siren of sirens) {
    try {
      const refreshed = await refreshCompany(hub, {
        ...{ tenantId, siren, maxCostMinor, connectorIds: options.connector ?? null },
        ...{ evenIfFresh: options.evenIfFresh === true, signal: run.signal },
      });
      answers.push({ siren, refreshed, code: null });
      lines.push(...refreshed.readings.map((reading) => readingLine(siren, reading)));
    } catch (error) {
      // One refusal does not keep the other companies from being read.
      if (!isEncoursError(error, 'DOMAIN')) throw error;
      answers.push({ siren, refreshed: null, code: error.code });
      lines.push(`${siren}: ${error.code}: ${error.message}`);
    }
  }
  const spent = answers.reduce((sum, { refreshed }) => sum + (refreshed?.spentMinor ?? 0n), 0n);
  const euros = formatDecimal(spent, 2);
  const json = answers.map(({ siren, refreshed, code }) => ({
    ...{ siren, code },
    readings: refreshed?.readings.map(readingJson) ?? [],
  }));
  run.answer({ euros, companies: json }, [...lines, `Spent: ${euros} EUR.`]);
  const failed = answers.filter(({ refreshed }) => !isRead(refreshed));
  if (failed.length === 0) return;
  throw domainError(
    'REFRESH_INCOMPLETE',
    `${failed.length} of ${sirens.length} companies were not read in full`,
    {
      remedy: 'see the reasons above; what had arrived is kept',
    },
  );
}

function isRead(refreshed: CompanyRefreshed | null): boolean {
  return refreshed?.readings.every(({ outcome }) => outcome !== 'FAILED') === true;
}

function readingLine(siren: string, reading: CompanyReading): string {
  const { connectorId, stream, outcome, code, message, calls, costMinor } = reading;
  const why = code === null ? '' : `: ${code}: ${message ?? ''}`;
  const cost = calls === 0 ? '' : ` (${calls} paid calls, ${eurosOf(costMinor) ?? '?'} EUR)`;
  return `${siren} ${connectorId} ${stream ?? ''} ${outcome.toLowerCase()}${why}${cost}`;
}

function readingJson({ costMinor, readAt, ...reading }: CompanyReading): Record<string, unknown> {
  return { ...reading, readAt: readAt?.toISOString() ?? null, euros: eurosOf(costMinor) };
}

function eurosOf(minor: bigint | null): string | null {
  return minor === null ? null : formatDecimal(minor, 2);
}
