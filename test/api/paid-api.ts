/** Tenants that buy from the paid bureau, behind the API as a server runs it. */
import { createApi, type Api } from '../../src/api';
import { createApiKey, type ApiRole } from '../../src/database';
import { silentLogger } from '../../src/kernel';
import { createApiActions } from '../../src/use-cases/api-actions';
import { usePaidHub, type Buyer, type PaidHub } from '../purchasing/paid-hub';
import type { PaidOptions } from '../purchasing/paid-provider';
import { ask, data, type Answer } from './api-harness';

export class ServedBuyer {
  private readonly keys = new Map<ApiRole, string>();

  constructor(
    readonly buyer: Buyer,
    readonly api: Api,
  ) {}

  async key(role: ApiRole): Promise<string> {
    const known = this.keys.get(role);
    if (known !== undefined) return known;
    const { hub, tenantId } = this.buyer;
    const made = await hub.database.tenant(tenantId, (tx) =>
      createApiKey(tx, { label: `key of ${role}`, role }),
    );
    this.keys.set(role, made);
    return made;
  }

  async ask(
    query: string,
    variables: object = {},
    role: ApiRole = 'CREDIT_MANAGER',
  ): Promise<Answer> {
    return ask(this.api, await this.key(role), query, { ...variables });
  }

  async data<Data>(query: string, variables: object = {}, role: ApiRole = 'CREDIT_MANAGER') {
    return data<Data>(this.api, await this.key(role), query, { ...variables });
  }
}

export function usePaidApi(): () => {
  paid: PaidHub;
  serve(options?: Parameters<PaidHub['buyer']>[0] & PaidOptions): Promise<ServedBuyer>;
} {
  const open: Api[] = [];
  // Named first, so that it is closed before the hub is.
  afterAll(() => Promise.all(open.map((api) => api.close())));
  const paid = usePaidHub();
  return () => ({
    paid: paid(),
    serve: async (options = {}) => {
      const buyer = await paid().buyer(options);
      const { hub } = buyer;
      const actions = createApiActions(hub, {
        queue: { enqueueSync: () => Promise.resolve() },
        signal: new AbortController().signal,
      });
      const api = await createApi({
        ...{ database: hub.database, clock: hub.clock, logger: silentLogger, actions },
        connectors: [...hub.connectors.values()],
        config: { port: 0, host: '127.0.0.1' },
      });
      open.push(api);
      return new ServedBuyer(buyer, api);
    },
  });
}
