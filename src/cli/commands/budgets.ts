import { configError, formatDecimal, isSiren, parseDecimal } from '../../kernel';
import { connectorOf } from '../../hub';
import { listConnections } from '../../landing';
import {
  budgetsOf,
  callsHeld,
  expireBookings,
  releaseHeld,
  setBudget,
  type BudgetState,
} from '../../purchasing';
import { runCommand, type OutputOptions } from '../command-run';
import { counted } from '../counted';
import { connectionNamed } from '../connection-named';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

type TenantOptions = OutputOptions & { tenant: string };

export interface SetBudgetOptions extends TenantOptions {
  calls?: number;
  euros?: string;
  warnAt: number;
  by: string;
}

export interface RepeatOptions extends TenantOptions {
  siren?: string[];
}

export function setBudgetCommand(name: string, options: SetBudgetOptions): Promise<void> {
  const monthlyLimitMinor = options.euros === undefined ? null : parseDecimal(options.euros, 2);
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const at = hub.clock.now();
      const { connection, state } = await hub.database.tenant(tenantId, async (tx) => {
        const found = await connectionNamed(tx, name);
        await setBudget(tx, found.connectionId, {
          ...{ monthlyLimitMinor, monthlyCallsMax: options.calls ?? null },
          ...{ warnShare: options.warnAt / 100, setBy: options.by, at },
        });
        const budgets = await budgetsOf(tx, at);
        const own = budgets.find(({ connectionId }) => connectionId === found.connectionId);
        return { connection: found, state: own };
      });
      const connector = connectorOf(hub, connection.connectorId);
      const warning =
        connector.prices === undefined ? [`${connector.name} is free: it buys nothing.`] : [];
      run.answer(state === undefined ? {} : shown(state), [
        `${connector.name} may buy ${state === undefined ? '' : limitText(state)} a month.`,
        ...warning,
      ]);
    }),
  );
}

export function listBudgetsCommand(options: TenantOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const at = hub.clock.now();
      const rows = await hub.database.tenant(tenantId, async (tx) => {
        const budgets = new Map((await budgetsOf(tx, at)).map((one) => [one.connectionId, one]));
        const paid = (await listConnections(tx)).filter(
          ({ connectionId, connectorId }) =>
            budgets.has(connectionId) || hub.connectors.get(connectorId)?.prices !== undefined,
        );
        const found = [];
        for (const connection of paid) {
          const held = await callsHeld(tx, connection.connectionId, at);
          found.push({ connection, budget: budgets.get(connection.connectionId) ?? null, held });
        }
        return found;
      });
      const json = rows.map(({ connection, budget, held }) => {
        const { connectionId, connectorId, name } = connection;
        return { connectionId, connectorId, name, held, budget: budget && shown(budget) };
      });
      const cells = rows.map(({ connection, budget, held }) => [
        ...[connection.connectorId, connection.name],
        ...(budget === null
          ? ['none: nothing is bought', '', '']
          : [limitText(budget), bookedText(budget), leftText(budget)]),
        held === 0 ? '' : String(held),
      ]);
      const header = ['CONNECTOR', 'NAME', 'A MONTH', 'BOOKED', 'LEFT', 'HELD'];
      run.answer({ budgets: json }, textTable(header, cells));
    }),
  );
}

export function repeatCommand(name: string, options: RepeatOptions): Promise<void> {
  const wrong = options.siren?.find((siren) => !isSiren(siren));
  if (wrong !== undefined) {
    throw configError('INVALID_SIREN', `${JSON.stringify(wrong)} is no SIREN`, {
      place: { field: '--siren' },
      remedy: 'give nine digits that pass the checksum',
    });
  }
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const released = await hub.database.tenant(tenantId, async (tx) => {
        const { connectionId } = await connectionNamed(tx, name);
        // What a process that is gone had sent is held from now on, and let go with the rest.
        await expireBookings(tx, connectionId, hub.clock.now());
        return releaseHeld(tx, connectionId, options.siren ?? null);
      });
      run.answer({ released }, [
        released === 0
          ? 'No call was held.'
          : `${counted(released, 'call')} no longer held: the next run may buy the same again.`,
      ]);
    }),
  );
}

function shown(state: BudgetState): Record<string, unknown> {
  const euros = (minor: bigint | null): string | null =>
    minor === null ? null : formatDecimal(minor, 2);
  return {
    month: state.month,
    calls: state.monthlyCallsMax,
    euros: euros(state.monthlyLimitMinor),
    bookedCalls: state.bookedCalls,
    // Null: nobody knows the price of some of what was bought.
    bookedEuros: state.isCostUnknown ? null : euros(state.bookedMinor),
    leftCalls: state.leftCalls,
    leftEuros: euros(state.leftMinor),
  };
}

function limitText({ monthlyCallsMax, monthlyLimitMinor }: BudgetState): string {
  return amounts(monthlyCallsMax, monthlyLimitMinor);
}

function bookedText({ bookedCalls, bookedMinor, isCostUnknown }: BudgetState): string {
  if (!isCostUnknown) return amounts(bookedCalls, bookedMinor);
  const known = bookedMinor === 0n ? '' : `, more than ${formatDecimal(bookedMinor, 2)} EUR`;
  return `${amounts(bookedCalls, null)}${known}, price unknown`;
}

function leftText({ leftCalls, leftMinor }: BudgetState): string {
  return amounts(leftCalls, leftMinor);
}

function amounts(calls: number | null, minor: bigint | null): string {
  const parts = [
    ...(calls === null ? [] : [counted(calls, 'call')]),
    ...(minor === null ? [] : [`${formatDecimal(minor, 2)} EUR`]),
  ];
  return parts.join(', ');
}
