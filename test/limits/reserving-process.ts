/** A process of its own that reserves for many orders at once, each with its key: to be raced, and killed. */
import { Database } from '../../src/database';
import { entities } from '../../src/entities';
import { silentLogger, systemClock } from '../../src/kernel';
import { reserveCredit } from '../../src/limits';

const AT_ONCE = 8;

async function main(): Promise<void> {
  const [url = '', tenantId = '', customerId = '', orders = '', amount = ''] =
    process.argv.slice(2);
  const database = await Database.connect({ url, logger: silentLogger, entities });
  const keys = orders.split(',');
  const work = async (): Promise<void> => {
    for (let key = keys.shift(); key !== undefined; key = keys.shift()) {
      const request = {
        ...{ customerId, amountMinor: BigInt(amount), currency: 'EUR', idempotencyKey: key },
        ...{ reference: key, expiry: null, by: `process ${process.pid}` },
      };
      const outcome = await database.tenant(tenantId, (tx) =>
        reserveCredit(tx, request, systemClock),
      );
      const said = outcome.isGiven ? `given ${key} ${outcome.reservationId}` : `refused ${key}`;
      process.stdout.write(`${said}\n`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await database.close();
  }
}

void main();
