import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { parseAllowedTargets, tellAlerts } from '../../src/alerts';
import { createApi, type Actor, type Api, type ApiActions } from '../../src/api';
import type { Database, Transaction } from '../../src/database';
import { domainError, silentLogger, stableId, type Clock, type Logger } from '../../src/kernel';
import { setPaymentTerms } from '../../src/ledger';
import {
  approveCreditLimit,
  publishPolicy,
  rejectCreditLimit,
  setCreditLimit,
} from '../../src/limits';
import { SecretKeys } from '../../src/landing';
import { createAlertActions } from '../../src/use-cases/alert-actions';
import { createCashActions } from '../../src/use-cases/cash-actions';
import { createCreditControlActions } from '../../src/use-cases/credit-control';
import { createEmailActions } from '../../src/use-cases/email-actions';
import { createWebhookActions } from '../../src/use-cases/webhook-actions';
import { fixedClock, NOW, TODAY } from '../reports/seller-fixture';

/** Seals secrets of webhooks. */
const TEST_KEYS = SecretKeys.of([Buffer.alloc(32, 7)]);

const unused = (): Promise<never> => Promise.reject(new Error('not part of this test'));

const ruledBy = ({ label, keyId }: Actor): { decidedBy: string; decidedByKey: string } => ({
  decidedBy: label,
  decidedByKey: keyId,
});

/** The stages' own functions behind the mutations the tests use. */
export function testActions(database: Database): ApiActions {
  const decided = { asOf: TODAY, at: NOW };
  return {
    ...createCreditControlActions({ database, clock: fixedClock }),
    ...createAlertActions({ database, clock: fixedClock }),
    ...createCashActions({ database, clock: fixedClock }, new AbortController().signal),
    ...createEmailActions({
      ...{ database, clock: fixedClock, logger: silentLogger, secretKeys: TEST_KEYS },
      ...{ mail: null, publicUrl: null },
    }),
    ...createWebhookActions({
      ...{ database, clock: fixedClock, secretKeys: TEST_KEYS },
      webhookTargets: parseAllowedTargets(['127.0.0.0/8']),
    }),
    syncConnection: unused,
    previewFile: unused,
    saveFileMapping: unused,
    importFile: unused,
    setProviderBudget: unused,
    setProviderPrice: unused,
    releaseUnansweredCall: unused,
    refreshCompany: unused,
    estimateRefresh: unused,
    requestInsuranceCover: unused,
    settleCoverRequest: unused,
    connect: unused,
    resumeConnection: unused,
    disconnect: unused,
    renewHook: unused,
    hookToken: unused,
    ringHook: () => Promise.resolve(false),
    testConnection: () =>
      Promise.resolve({ isOk: true, code: null, message: 'answers', durationMs: 3 }),
    confirmMatch: () =>
      Promise.reject(domainError('MATCH_POOLED', 'a shared account is no company')),
    rejectMatch: () => Promise.resolve(),
    rescore: () => Promise.reject(new Error('secret: the password is hunter2')),
    setCreditLimit: (actor, request) =>
      database.tenant(actor.tenantId, async (tx) => ({
        creditLimitId: await setCreditLimit(tx, {
          customerId: request.customerId,
          limitMinor: request.limit.amountMinor,
          currency: request.limit.currency,
          decidedBy: actor.label,
          decidedByKey: actor.keyId,
          reason: request.comment ?? '',
          expiresOn: request.effectiveTo,
          ...decided,
        }),
      })),
    approveCreditLimit: (actor, creditLimitId, comment) =>
      database.tenant(actor.tenantId, (tx) =>
        approveCreditLimit(tx, { creditLimitId, ...ruledBy(actor), comment, ...decided }),
      ),
    rejectCreditLimit: (actor, creditLimitId, comment) =>
      database.tenant(actor.tenantId, (tx) =>
        rejectCreditLimit(tx, { creditLimitId, ...ruledBy(actor), comment, ...decided }),
      ),
    publishCreditPolicy: (actor, request) =>
      database.tenant(actor.tenantId, (tx) =>
        publishPolicy(tx, {
          ...{ ...request, publishedBy: actor.label, publishedByKey: actor.keyId },
          ...{ today: TODAY, at: NOW },
        }),
      ),
    setPaymentTerms: (actor, request) =>
      database.tenant(actor.tenantId, (tx) =>
        setPaymentTerms(tx, { ...request, decidedBy: actor.label }, fixedClock),
      ),
  };
}

export function startApi(
  database: Database,
  changes: {
    port?: number;
    logger?: Logger;
    clock?: Clock;
    streams?: Parameters<typeof createApi>[0]['streams'];
  } = {},
): Promise<Api> {
  return createApi({
    database,
    logger: changes.logger ?? silentLogger,
    clock: changes.clock ?? fixedClock,
    actions: testActions(database),
    connectors: [],
    config: { port: changes.port ?? 0, host: '127.0.0.1' },
    ...(changes.streams === undefined ? {} : { streams: changes.streams }),
  });
}

export interface Answer {
  status: number;
  headers: Headers;
  // What a query answers is known by its test alone.
  data: Record<string, never> | null | undefined;
  errors: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[] | undefined;
  extensions: { cost?: { requested: number } } | undefined;
}

/** Asks over HTTP as any client does. */
export async function ask(
  api: Api,
  key: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Omit<Answer, 'status' | 'headers'>;
  return { ...body, status: response.status, headers: response.headers };
}

/** The data of an answer that must have no errors. */
export async function data<Data>(
  api: Api,
  key: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const answer = await ask(api, key, query, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data as unknown as Data;
}

export function socketClient(
  api: Api,
  key: string | null,
  onClosed?: (event: unknown) => void,
): Client {
  return createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    ...(key === null ? {} : { connectionParams: { authorization: `Bearer ${key}` } }),
    ...(onClosed === undefined ? {} : { on: { closed: onClosed } }),
  });
}

let made = 0;

/** Raises an alert the way the stage does: row and event in the caller's transaction. */
export async function raiseAlert(
  tx: Transaction,
  customerId: string,
  severity = 'HIGH',
): Promise<string> {
  made += 1;
  const id = stableId(tx.tenantId, 'alert', String(made));
  await tx.execute(
    `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, after,
       text_key, params, evidence)
     VALUES ($1, $2, $3, 'LIMIT_EXCEEDED', $4, 'OPEN', $5, $6, '{}', 'LIMIT_EXCEEDED', $7,
       '[{"kind": "ledger", "sourceKey": "f:1"}]')`,
    [
      tx.tenantId,
      id,
      customerId,
      severity,
      `key ${made}`,
      NOW,
      JSON.stringify({ customer: `number ${made}`, over: { amountMinor: '100', currency: 'EUR' } }),
    ],
  );
  await tellAlerts(tx, [{ alertId: id, change: 'RAISED' }], NOW);
  return id;
}
