/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import {
  refreshByForm,
  requestWithOAuth,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { QuickbooksConfig } from './config';
import { TOKENS } from './consent';

export type Context = ReadContext<QuickbooksConfig>;

export type Entity = 'Customer' | 'Invoice' | 'CreditMemo' | 'Payment' | 'JournalEntry';

/** Most objects an answer may hold, of a query and of the changes alike. */
export const OBJECTS_MAX = 1_000;

/** Inactive ones are left out unless they are asked for. */
const EVEN_INACTIVE = 'Active IN (true, false)';

/** How many objects there are. */
export function fetchCount(context: Context, entity: Entity): Promise<Json> {
  return query(context, `SELECT COUNT(*) FROM ${entity}${whereOf(entity)}`);
}

/** Objects from a position on, from 1, in the order of their ids: what is added meanwhile comes at the end. */
export function fetchObjects(context: Context, entity: Entity, position: number): Promise<Json> {
  const page = `STARTPOSITION ${position} MAXRESULTS ${OBJECTS_MAX}`;
  return query(context, `SELECT * FROM ${entity}${whereOf(entity)} ORDERBY Id ${page}`);
}

/** The accounts customers owe on. */
export function fetchReceivableAccounts(context: Context): Promise<Json> {
  const where = `WHERE AccountType = 'Accounts Receivable' AND ${EVEN_INACTIVE}`;
  return query(context, `SELECT * FROM Account ${where} STARTPOSITION 1 MAXRESULTS ${OBJECTS_MAX}`);
}

/** GET /cdc: objects of one kind that were changed or deleted since an instant, at most 1,000 and of 30 days. */
export async function fetchChanges(context: Context, entity: Entity, since: string): Promise<Json> {
  const { data } = await send(context, {
    path: `${company(context)}/cdc`,
    query: { entities: entity, changedSince: since },
  });
  return data;
}

function whereOf(entity: Entity): string {
  return entity === 'Customer' ? ` WHERE ${EVEN_INACTIVE}` : '';
}

async function query(context: Context, statement: string): Promise<Json> {
  const { data } = await send(context, {
    path: `${company(context)}/query`,
    query: { query: statement },
  });
  return data;
}

function company({ config }: Context): string {
  return `/v3/company/${config.realmId}`;
}

function send(context: Context, request: HttpRequest): Promise<HttpResponse> {
  const { clientId, clientSecret, refreshToken } = context.config;
  const grant = {
    refreshToken,
    renew: (http: Context['http'], presented: string) =>
      refreshByForm(http, { ...TOKENS, clientId, clientSecret, refreshToken: presented }),
  };
  return requestWithOAuth(context, grant, (token) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${token}` },
  }));
}
