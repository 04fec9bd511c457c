/** Books, accounts, events and scores, and nothing decided yet. */
import {
  announce,
  asSuperuser,
  createOwner,
  keepDays,
  runSteps,
  settle,
  writeClaims,
  type Books,
  type BookSize,
} from '../reads/load-books';
import { FUNCTIONS, memberSteps } from '../reads/portfolio-sql';
import { companySteps } from './company-sql';

export type Loaded = Pick<Books, 'tenantId' | 'customers'>;

const PAID_SHARE = 0.8;
const FRESH_DAYS = 45;

/** Fills a migrated, empty database; books of the same size that are there already are kept as they are. */
export async function loadCustomers(url: string, size: BookSize): Promise<Loaded> {
  const { tenantId, connectionId } = await createOwner(url);
  await asSuperuser(url, async (client) => {
    const { rows } = await client.query<{ loaded: string }>(
      'SELECT count(*) AS loaded FROM receivable',
    );
    const loaded = Number(rows[0]?.loaded ?? 0);
    if (loaded !== 0 && loaded !== size.invoices) {
      throw new Error(`the kept books have ${loaded} receivables, not ${size.invoices}`);
    }
    if (loaded === 0) {
      await client.query(FUNCTIONS);
      await runSteps(client, memberSteps({ tenantId, connectionId, ...size }));
      await runSteps(client, companySteps(tenantId, connectionId));
      const books = { tenantId, connectionId, key: '', ...size };
      await writeClaims(client, books, {
        ...{ first: 1, last: size.invoices, daysAgo: FRESH_DAYS },
        lastPaid: Math.round(size.invoices * PAID_SHARE),
      });
      await settle(client);
    }
    await announce(client);
  });
  // As after every import: a run keeps up the days of the key figures, it does not count them from the beginning.
  await keepDays(url, { tenantId });
  return { tenantId, customers: size.customers };
}
