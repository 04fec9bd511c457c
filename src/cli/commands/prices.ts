import { configError, formatDecimal, parseDecimal } from '../../kernel';
import type { Connector } from '../../connector-kit';
import { connectorOf } from '../../hub';
import { listConnections } from '../../landing';
import { pricesOf, setPrice } from '../../purchasing';
import { runCommand, type OutputOptions } from '../command-run';
import { connectionNamed } from '../connection-named';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

type TenantOptions = OutputOptions & { tenant: string };

export interface SetPriceOptions extends TenantOptions {
  by: string;
}

export function setPriceCommand(
  price: { name: string; call: string; euros: string },
  options: SetPriceOptions,
): Promise<void> {
  const unitPriceMinor = parseDecimal(price.euros, 2);
  if (unitPriceMinor < 0n) {
    throw configError('PRICE_INVALID', 'a price is not below zero', {
      remedy: 'give 0 for what is free, else the euros of one unit, such as 4.50',
    });
  }
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const connector = await hub.database.tenant(tenantId, async (tx) => {
        const { connectionId, connectorId } = await connectionNamed(tx, price.name);
        const found = connectorOf(hub, connectorId);
        requireCall(found, price.call);
        const draft = { call: price.call, unitPriceMinor, setBy: options.by, at: hub.clock.now() };
        await setPrice(tx, connectionId, draft);
        return found;
      });
      const euros = formatDecimal(unitPriceMinor, 2);
      run.answer({ connectorId: connector.id, call: price.call, euros }, [
        `A unit of "${price.call}" at ${connector.name} costs ${euros} EUR from now on.`,
      ]);
    }),
  );
}

function requireCall(connector: Connector, call: string): void {
  const calls = (connector.prices ?? []).map((priced) => priced.call);
  if (calls.includes(call)) return;
  throw configError('CALL_UNKNOWN', `${connector.name} sells no ${JSON.stringify(call)}`, {
    place: { field: 'call' },
    remedy: calls.length === 0 ? 'it is free' : `use one of ${calls.join(', ')}`,
  });
}

export function listPricesCommand(options: TenantOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const prices = await hub.database.tenant(tenantId, async (tx) => {
        const rows = [];
        for (const { connectionId, connectorId, name } of await listConnections(tx)) {
          const agreed = await pricesOf(tx, connectionId);
          for (const { call, unit, unitPriceMinor, source } of hub.connectors.get(connectorId)
            ?.prices ?? []) {
            const own = agreed.get(call);
            const listed = unitPriceMinor === null ? null : BigInt(unitPriceMinor);
            rows.push({
              ...{ connectionId, connectorId, name, call, unit, source },
              listEuros: eurosOf(listed),
              agreedEuros: eurosOf(own ?? null),
            });
          }
        }
        return rows;
      });
      const cells = prices.map(({ connectorId, name, call, unit, listEuros, agreedEuros }) => [
        ...[connectorId, name, call, unit, listEuros ?? 'not published', agreedEuros ?? ''],
      ]);
      const header = ['CONNECTOR', 'NAME', 'CALL', 'UNIT', 'LIST PRICE', 'AGREED'];
      run.answer({ prices }, textTable(header, cells));
    }),
  );
}

function eurosOf(minor: bigint | null): string | null {
  return minor === null ? null : formatDecimal(minor, 2);
}
