import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { configError, domainError, errorMessage, isEncoursError } from '../../kernel';
import { secretNames, validateConfig, type Connector } from '../../connector-kit';
import { connectorOf, type Hub } from '../../hub';
import { findConnection, listConnections, type Connection } from '../../landing';
import { connectionsOf, latestRunsOf, type ConnectionRow, type SyncRunRow } from '../../reports';
import { connect, storedSettings } from '../../use-cases/connect';
import { disconnect } from '../../use-cases/disconnect';
import { resumeAndTell } from '../../use-cases/tell-connection';
import { testConnection } from '../../use-cases/test-connection';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface ConnectOptions extends OutputOptions {
  tenant: string;
  name: string;
  set?: string[];
  setFrom?: string[];
  /** Begins with no settings instead of those the connection has. */
  replace?: boolean;
}

export interface ResumeOptions extends OutputOptions {
  tenant: string;
  name: string;
}

export function connectCommand(connectorId: string, options: ConnectOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const connector = connectorOf(hub, connectorId);
      const given = options.set ?? [];
      const place = { connectorId, name: options.name };
      const kept = options.replace === true ? {} : await storedSettings(hub, tenantId, place);
      const config = withTexts(connector, given, {
        ...kept,
        ...settingsOf(given),
        ...(await settingsFrom(options.setFrom ?? [])),
      });
      const connection = await connect(hub, tenantId, { ...place, config });
      const { connectionId, name, status } = connection;
      run.answer({ connectionId, connectorId, name, status }, [
        `${connector.name} is connected as ${JSON.stringify(name)} (${connectionId}).`,
        ...nextSteps(connector, options),
      ]);
    }),
  );
}

/** What a provider that is paid needs before it is of use, and how to see whether its credentials are taken. */
function nextSteps(connector: Connector, { tenant, name }: ConnectOptions): string[] {
  const meant = name === 'main' ? connector.id : `${connector.id}/${name}`;
  const isPaid = connector.prices !== undefined;
  const hasLogin = secretNames(connector.config).length > 0;
  const cost =
    isPaid && connector.probe === undefined ? ' (costs what reading one company does)' : '';
  return [
    ...(isPaid
      ? [
          `It is paid per call and buys nothing without a budget: npx encours budgets set ${meant} --tenant ${tenant} --calls 100`,
        ]
      : []),
    ...(hasLogin
      ? [
          `Try its credentials: npx encours connections test ${connector.id} --tenant ${tenant}${named(name)}${cost}`,
        ]
      : []),
    `Its first run comes with the schedule, or now: npx encours sync --tenant ${tenant} --connector ${connector.id}`,
  ];
}

function named(name: string): string {
  return name === 'main' ? '' : ` --name ${name}`;
}

export function testCommand(connectorId: string, options: ResumeOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { connectionId } = await meantConnection(hub, tenantId, { connectorId, options });
      const outcome = await testConnection(hub, tenantId, connectionId);
      const { isOk: ok, code, message, durationMs } = outcome;
      run.answer({ ok, code, message, durationMs }, ok ? [`It answers: ${message}`] : []);
      if (ok) return;
      throw domainError('CONNECTION_TEST_FAILED', `${code ?? 'INTERNAL'}: ${message}`, {
        remedy: `correct its settings: npx encours connections create ${connectorId} --tenant ${options.tenant}${named(options.name)} --set name=value`,
      });
    }),
  );
}

export function disconnectCommand(connectorId: string, options: ResumeOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { connectionId } = await meantConnection(hub, tenantId, { connectorId, options });
      const { name, status } = await disconnect(hub, tenantId, connectionId);
      run.answer({ connectionId, connectorId, name, status }, [
        'It is disconnected: its credentials are forgotten, what it brought stays.',
      ]);
    }),
  );
}

/** Throws CONNECTION_NOT_FOUND. */
async function meantConnection(
  hub: Hub,
  tenantId: string,
  { connectorId, options }: { connectorId: string; options: ResumeOptions },
): Promise<Connection> {
  const place = { connectorId, name: options.name };
  const found = await hub.database.tenant(tenantId, (tx) => findConnection(tx, place));
  if (found === null) throw unknownConnection(connectorId, options);
  return found;
}

export function resumeCommand(connectorId: string, options: ResumeOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { connection, isResumed } = await hub.database.tenant(tenantId, async (tx) => {
        const all = await listConnections(tx);
        const found = all.find(
          (one) => one.connectorId === connectorId && one.name === options.name,
        );
        if (found === undefined) throw unknownConnection(connectorId, options);
        return {
          connection: found,
          ...(await resumeAndTell(tx, found.connectionId, { by: null, at: hub.clock.now() })),
        };
      });
      const { connectionId, name } = connection;
      run.answer({ connectionId, connectorId, name, isResumed }, [
        isResumed ? 'It is resumed.' : 'It was not paused.',
      ]);
    }),
  );
}

function unknownConnection(connectorId: string, { name, tenant }: ResumeOptions): Error {
  const what = `there is no connection ${JSON.stringify(name)} of ${connectorId}`;
  return configError('CONNECTION_NOT_FOUND', what, {
    remedy: `see \`npx encours connections list --tenant ${tenant}\``,
  });
}

/** A setting is the text of a file, without the line end that editors add; of standard input for "-", once. */
export async function settingsFrom(
  assignments: readonly string[],
  input: NodeJS.ReadableStream = process.stdin,
): Promise<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    const [name, file] = [assignment.slice(0, at), assignment.slice(at + 1)];
    if (at < 1 || file === '') {
      throw configError('SETTING_INVALID', 'a setting from a file is written name=file', {
        place: { field: '--set-from' },
        remedy: 'write it like --set-from apiKey=pappers.key, or apiKey=- for standard input',
      });
    }
    settings[name] = (await readSetting(file, input)).replace(/\r?\n$/, '');
  }
  return settings;
}

async function readSetting(file: string, input: NodeJS.ReadableStream): Promise<string> {
  if (file === '-') return textOf(input);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw configError('SETTING_INVALID', `a setting cannot be read: ${errorMessage(error)}`, {
      place: { field: '--set-from', file },
      remedy: 'give a file this account may read, or "-" for standard input',
      cause: error,
    });
  }
}

/** "refreshAfterDays=60" is a number, "apiKey=abc" a text. */
export function settingsOf(assignments: readonly string[]): Record<string, unknown> {
  const entries = assignments.map((assignment): [string, unknown] => {
    const at = assignment.indexOf('=');
    if (at > 0) return [assignment.slice(0, at), valueOf(assignment.slice(at + 1))];
    throw configError('SETTING_INVALID', 'a setting is written name=value', {
      place: { field: '--set' },
      remedy: 'write it like --set refreshAfterDays=60',
    });
  });
  return Object.fromEntries(entries);
}

/** A number or a word of JSON that the connector wants as a text ("contractId=12345") is taken as it was written. */
export function withTexts(
  connector: Connector,
  assignments: readonly string[],
  config: Record<string, unknown>,
): Record<string, unknown> {
  const texts = new Map(
    assignments.map((assignment): [string, string] => {
      const at = assignment.indexOf('=');
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
  let settings = config;
  for (let left = texts.size; left > 0; left--) {
    const wrong = wrongField(connector, settings) ?? '';
    const text = texts.get(wrong);
    if (text === undefined || typeof settings[wrong] === 'string') return settings;
    settings = { ...settings, [wrong]: text };
  }
  return settings;
}

function wrongField(connector: Connector, config: Record<string, unknown>): string | null {
  try {
    validateConfig(connector, config);
    return null;
  } catch (error) {
    if (!isEncoursError(error)) throw error;
    return error.place.field ?? null;
  }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function listConnectionsCommand(options: OutputOptions & { tenant: string }): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { connections, runs } = await hub.database.tenant(tenantId, async (tx) => {
        const rows = await connectionsOf(tx);
        const ids = rows.map(({ connectionId }) => connectionId);
        return { connections: rows, runs: await latestRunsOf(tx, ids) };
      });
      const rows = connections.map((connection) => {
        const own = runs.filter(({ connectionId }) => connectionId === connection.connectionId);
        const last = own
          .map(({ stream, status }) => `${stream} ${status.toLowerCase()}`)
          .join(', ');
        const { connectorId, name, status } = connection;
        return [connectorId, name, status, last || 'never run', becauseOf(connection, own)];
      });
      const json = connections.map((connection) => {
        const own = runs.filter(({ connectionId }) => connectionId === connection.connectionId);
        return { ...connection, lastFailure: lastFailureOf(own) };
      });
      run.answer(
        { connections: json },
        textTable(['CONNECTOR', 'NAME', 'STATE', 'LAST RUNS', 'BECAUSE'], rows),
      );
    }),
  );
}

function becauseOf({ status, statusReason }: ConnectionRow, runs: readonly SyncRunRow[]): string {
  if (statusReason !== null) return statusReason;
  const failure = status === 'ACTIVE' ? lastFailureOf(runs) : null;
  return failure === null ? '' : `${failure.stream}: ${failure.code}: ${failure.message}`;
}

/** The latest of the streams' last runs that did not succeed. */
function lastFailureOf(
  runs: readonly SyncRunRow[],
): { stream: string; code: string; message: string; at: Date } | null {
  const failed = runs.filter(({ status }) => status === 'FAILED' || status === 'ABORTED');
  const [latest] = failed.sort((one, other) => Number(other.startedAt) - Number(one.startedAt));
  if (latest === undefined) return null;
  const { stream, errorCode, errorMessage: message, startedAt } = latest;
  return { stream, code: errorCode ?? 'ABORTED', message: message ?? '', at: startedAt };
}
