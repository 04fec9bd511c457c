/** What an assessment is explained by beside its reasons, and what of it each role may read. */
import { createApiKey, type ApiRole } from '../../src/database';
import type { Api } from '../../src/api';
import type { UnifiedRecord } from '../../src/connector-kit';
import { assessCustomers } from '../../src/scoring';
import { company, notice, SIREN, useTenants, type Tenant } from '../unify/tenant';
import { hearUnder } from '../unify/terms';
import { ask, startApi, type Answer } from './api-harness';

const newTenant = useTenants();
const BUREAU = { connectorId: 'creditsafe', useRestriction: 'NO_REDISTRIBUTION' } as const;
const REGISTER = { connectorId: 'inpi-rne' } as const;

const euros = (thousands: number): bigint => BigInt(thousands) * 100_000n;

function accounts(closedOn: string, totalLiabilities: bigint): UnifiedRecord {
  return {
    ...{ type: 'financialStatement', sourceKey: `S ${closedOn}`, siren: SIREN, closedOn },
    ...{ months: 12, scope: 'COMPANY', confidentiality: 'PUBLIC', currency: 'EUR' },
    filedOn: null,
    items: {
      ...{ totalAssets: euros(5200), currentAssets: euros(3600), inventories: euros(500) },
      ...{ equity: euros(3700), shareCapital: euros(300), retainedEarnings: euros(3200) },
      ...{ totalDebt: euros(1450), currentLiabilities: euros(1100), turnover: euros(8400) },
      ...{ operatingIncome: euros(900), depreciation: euros(180), netIncome: euros(660) },
      ...{ profitBeforeTax: euros(890), ebitda: euros(1100), totalLiabilities },
    },
  };
}

const failing: UnifiedRecord = {
  ...{ type: 'providerScore', sourceKey: 'S1', siren: SIREN, scale: 'COFACE_DRA_10', value: '1' },
  ...{ absentBecause: null, higherIsSafer: true, computedOn: '2026-02-01' },
  ...{ measures: 'FAILURE', horizonMonths: 12 },
};

const QUERY = `{ customerByAccount(account: "C1") { assessment { score grade
  reasons { code contribution text(locale: "fr") }
  statementChecks { code fields closedOn isRefusal text(locale: "fr") statement { sourceKey } }
  referenceScores { formula value zone probability absentBecause }
  counterfactual { code scoreGain scoreThen gradeThen text }
  counterfactuals { code }
  opinions { spreadNotches isDisagreement
    opinions { source scale value higherIsSafer computedOn grade probabilityOfDefault } } } } }`;

interface Assessment {
  score: number;
  statementChecks: { code: string; fields: string[]; isRefusal: boolean; text: string }[];
  referenceScores: { formula: string; value: number | null }[];
  counterfactual: { code: string; scoreGain: number; scoreThen: number; text: string } | null;
  counterfactuals: { code: string }[];
  opinions: {
    spreadNotches: number | null;
    isDisagreement: boolean;
    opinions: { source: string; value: string | null; grade: string | null }[];
  };
}

async function assessed(
  source: Parameters<typeof hearUnder>[1],
  ...records: UnifiedRecord[]
): Promise<Tenant> {
  const tenant = await newTenant();
  await tenant.customers('C1=Acme');
  await hearUnder(tenant, REGISTER, company());
  await tenant.confirm('C1', SIREN);
  await hearUnder(tenant, source, ...records);
  await assess(tenant);
  return tenant;
}

async function assess({ tenantId, hub: database, clock }: Tenant): Promise<void> {
  const signal = new AbortController().signal;
  await assessCustomers({ database, clock, signal }, { tenantId, customerIds: null });
}

async function askAs(tenant: Tenant, role: ApiRole): Promise<Answer> {
  const api: Api = await startApi(tenant.hub);
  try {
    const key = await tenant.hub.tenant(tenant.tenantId, (tx) =>
      createApiKey(tx, { role, label: role }),
    );
    return await ask(api, key, QUERY);
  } finally {
    await api.close();
  }
}

const assessmentOf = (answer: Answer): Assessment => {
  const found = answer.data as unknown as { customerByAccount: { assessment: Assessment } };
  return found.customerByAccount.assessment;
};

describe('the explanation of an assessment', () => {
  it('tells what the accounts failed, with the fields, and what would help most', async () => {
    const tenant = await assessed(
      REGISTER,
      accounts('2025-06-30', euros(9999)),
      accounts('2024-06-30', euros(5200)),
    );
    const answer = await askAs(tenant, 'VIEWER');
    expect(answer.errors).toBeUndefined();
    const found = assessmentOf(answer);
    expect(found.statementChecks).toMatchObject([
      { code: 'STALE', fields: ['closedOn'], isRefusal: false },
      {
        ...{ code: 'BALANCE_SHEET_UNBALANCED', isRefusal: true },
        ...{
          fields: ['totalAssets', 'totalLiabilities'],
          statement: { sourceKey: 'S 2025-06-30' },
        },
      },
    ]);
    expect(found.statementChecks[1]?.text).toMatch(/pas équilibré/);
    expect(found.referenceScores.map(({ formula }) => formula)).toEqual([
      'ALTMAN_Z_SECOND',
      'CONAN_HOLDER',
      'ZMIJEWSKI',
    ]);
    expect(found.referenceScores[0]?.value).not.toBeNull();
    expect(found.counterfactual).toMatchObject({ code: 'CORRECT_ACCOUNTS' });
    expect(found.counterfactual?.scoreThen).toBe(
      found.score + (found.counterfactual?.scoreGain ?? 0),
    );
    expect(found.counterfactual?.text).toMatch(/^With the 2025 accounts corrected: \+\d+ points/);
  });

  it('shows a bureau that disagrees, to who may read it', async () => {
    const tenant = await assessed(BUREAU, failing, accounts('2025-06-30', euros(5200)));
    const manager = await askAs(tenant, 'CREDIT_MANAGER');
    expect(manager.errors).toBeUndefined();
    const { opinions } = assessmentOf(manager);
    expect(opinions.opinions).toMatchObject([
      { source: 'OURS' },
      { source: 'PROVIDER', value: '1', higherIsSafer: true, grade: 'E' },
    ]);
    expect(opinions.spreadNotches).toBeGreaterThan(0);
  });

  it('withholds what a restricted source said from others, of the spread as well', async () => {
    const tenant = await assessed(BUREAU, failing, accounts('2025-06-30', euros(9999)));
    const answer = await askAs(tenant, 'INTEGRATOR');
    const found = assessmentOf(answer);
    expect(found.opinions).toEqual({
      spreadNotches: null,
      isDisagreement: false,
      opinions: [expect.objectContaining({ source: 'OURS' })],
    });
    expect(found.statementChecks).toEqual([]);
    expect(JSON.stringify(answer.data)).not.toMatch(/COFACE_DRA_10|S 2025/);
    const codes = answer.errors?.map(({ extensions }) => extensions['code']);
    expect(codes?.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set(['USE_RESTRICTED']));
  });

  it('tells what would help by accounts that may be read only', async () => {
    const restricted = [accounts('2025-06-30', euros(9999)), accounts('2024-06-30', euros(5200))];
    const tenant = await assessed(BUREAU, ...restricted);
    const manager = assessmentOf(await askAs(tenant, 'CREDIT_MANAGER'));
    expect(manager.counterfactual).toMatchObject({ code: 'CORRECT_ACCOUNTS' });
    const answer = await askAs(tenant, 'INTEGRATOR');
    expect(assessmentOf(answer)).toMatchObject({ counterfactual: null, counterfactuals: [] });
    const paths = answer.errors?.map(({ path }) => path?.at(-1));
    expect(paths).toEqual(expect.arrayContaining(['counterfactual', 'counterfactuals']));
  });

  it('reads a sanctions match and a notice to review from what is stored', async () => {
    const hit: UnifiedRecord = {
      ...{ type: 'screeningHit', sourceKey: 'OS-1', siren: SIREN, listEntityId: 'NK-1' },
      ...{ caption: 'ACME', score: '0.97', isMatch: true, topics: ['sanction'], datasets: [] },
      lastChangedOn: null,
    };
    const event = notice({ sourceKey: 'B-1', kind: 'SALE_OF_BUSINESS', publishedOn: '2026-02-01' });
    const tenant = await assessed(REGISTER, event);
    await tenant.tell({ connectorId: 'opensanctions', types: ['screeningHit'] }, hit);
    await assess(tenant);
    const [row] = await tenant.one<{ grade: string; rule: string; effect: string; codes: string }>(
      `SELECT grade, decision #>> '{override,rule}' AS rule, decision #>> '{override,limitEffect}' AS effect,
         decision #>> '{reasons}' AS codes FROM credit_assessment WHERE tenant_id = $1 AND is_current`,
    );
    expect(row).toMatchObject({ grade: 'E', rule: 'SANCTIONS_HIT', effect: 'ZERO' });
    expect(row?.codes).toContain('EVENT_TO_REVIEW');
  });

  it('reads a cover that was withdrawn, until somebody covers again', async () => {
    const cover = (status: 'GRANTED' | 'WITHDRAWN'): UnifiedRecord => ({
      ...{
        type: 'insuranceCover',
        sourceKey: 'C-1',
        siren: SIREN,
        policyNumber: 'P',
        kind: 'NAMED',
      },
      ...{ status, requestedMinor: null, amountMinor: status === 'GRANTED' ? 5_000_00n : 0n },
      ...{ announcedMinor: null, currency: 'EUR', insuredPercent: '90', decidedOn: '2026-01-10' },
      ...{ noticeOn: null, effectiveOn: '2026-01-15', expiresOn: null, runOffUntil: null },
      ...{ decisionCode: null, conditions: [], buyerRating: null },
    });
    const sound = accounts('2025-06-30', euros(5200));
    const tenant = await assessed(REGISTER, sound, cover('WITHDRAWN'));
    const rule = async (): Promise<unknown> =>
      (
        await tenant.one(
          `SELECT decision #>> '{override,rule}' AS rule FROM credit_assessment WHERE tenant_id = $1 AND is_current`,
        )
      )[0];
    expect(await rule()).toEqual({ rule: 'COVER_WITHDRAWN' });
    await hearUnder(tenant, REGISTER, cover('GRANTED'));
    await assess(tenant);
    expect(await rule()).toEqual({ rule: null });
  });
});
