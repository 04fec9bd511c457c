import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { configError, errorMessage, isEncoursError } from '../../kernel';
import { validateConfig, type Connector } from '../../connector-kit';
import { connectorOf } from '../../hub';
import { listConnections, resumeConnection } from '../../landing';
import { connectionsOf, latestRunsOf } from '../../reports';
import { connect } from '../../use-cases/connect';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface ConnectOptions extends OutputOptions {
  tenant: string;
  name: string;
  set?: string[];
  setFrom?: string[];
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
      const config = withTexts(connector, given, {
        ...settingsOf(given),
        ...(await settingsFrom(options.setFrom ?? [])),
      });
      const connection = await connect(hub, tenantId, { connectorId, name: options.name, config });
      const { connectionId, name, status } = connection;
      run.answer({ connectionId, connectorId, name, status }, [
        `${connector.name} is connected as ${JSON.stringify(name)} (${connectionId}).`,
        `Its first run comes with the schedule, or now: npx encours sync --tenant ${options.tenant}`,
      ]);
    }),
  );
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
        return { connection: found, ...(await resumeConnection(tx, found.connectionId)) };
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
        const { connectorId, name, status, statusReason } = connection;
        return [connectorId, name, status, last || 'never run', statusReason ?? ''];
      });
      run.answer(
        { connections },
        textTable(['CONNECTOR', 'NAME', 'STATE', 'LAST RUNS', 'BECAUSE'], rows),
      );
    }),
  );
}
