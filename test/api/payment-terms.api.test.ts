import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { globalId } from '../../src/kernel';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
let other: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'terms', customers: 3 });
  other = await createSeller(app, database(), { slug: 'other', customers: 1 });
  await database()
    .query(`UPDATE receivable SET due_on = issued_on + 30, due_date_source = 'LEGAL_DEFAULT'
    WHERE kind = 'INVOICE' AND number NOT LIKE 'PAID%'`);
  api = await startApi(app);
});

const SET = `mutation ($input: SetPaymentTermsInput!) {
  setPaymentTerms(input: $input) {
    ... on PaymentTermsSet { receivablesRedated paymentTerms { ...Terms } }
    ... on Refusal { code }
  }
}
fragment Terms on PaymentTerms {
  terms source effectiveFrom wording decidedBy beyondLegalMaximum discount { percent terms }
  en: text fr: text(locale: "fr") dueOn(issuedOn: "2025-01-31")
}`;

const READ = `query ($account: String!) {
  customerByAccount(account: $account) {
    paymentTerms { terms source }
    receivables(filter: { kinds: [INVOICE] }, orderBy: [{ field: NUMBER }]) {
      nodes { number dueOn dueDateSource documentTotal { amount currency } bill discount { on amount { amount } } }
    }
  }
}`;

function set(key: string, input: Record<string, unknown>): Promise<{ setPaymentTerms: unknown }> {
  return data(api, key, SET, { input });
}

interface AgeingAnswer {
  agedBalance: { rows: { ageing: { assumedDue: { amount: string } } }[] };
}

interface Read {
  customerByAccount: {
    paymentTerms: { terms: string | null; source: string } | null;
    receivables: { nodes: Record<string, unknown>[] };
  };
}

const read = (account: string): Promise<Read> =>
  data<Read>(api, seller.keys.VIEWER, READ, { account });

describe('payment terms', () => {
  const id = (of: Seller, account: string): string => globalId('Customer', of.customerId(account));

  it('of a customer date its receivables, say so, and are told in two languages', async () => {
    expect((await read('C001')).customerByAccount.paymentTerms).toBeNull();
    const answer = await set(seller.keys.CREDIT_MANAGER, {
      customerId: id(seller, 'C001'),
      terms: ' 45 jours fin de mois, escompte 2 % 10 jours ',
      effectiveFrom: '2026-04-01',
    });
    expect(answer.setPaymentTerms).toEqual({
      receivablesRedated: 2,
      paymentTerms: {
        terms: '45d eom',
        source: 'CUSTOMER_TERMS',
        effectiveFrom: '2026-04-01',
        wording: '45 jours fin de mois, escompte 2 % 10 jours',
        decidedBy: 'CREDIT_MANAGER',
        beyondLegalMaximum: false,
        discount: { percent: 2, terms: '10d' },
        en: '2% 10 days, net 45 days EOM',
        fr: '45 jours fin de mois, escompte 2 % 10 jours',
        dueOn: '2025-03-31',
      },
    });
    const { customerByAccount: customer } = await read('C001');
    expect(customer.paymentTerms).toEqual({ terms: '45d eom', source: 'CUSTOMER_TERMS' });
    const plain = { bill: false, documentTotal: null, discount: null };
    expect(customer.receivables.nodes).toEqual([
      {
        ...{ number: 'FRESH-C001', dueOn: '2026-08-31', dueDateSource: 'CUSTOMER_TERMS', ...plain },
        discount: { on: '2026-07-05', amount: { amount: '4.00' } },
      },
      {
        ...{ number: 'LATE-C001', dueOn: '2026-05-31', dueDateSource: 'CUSTOMER_TERMS', ...plain },
        discount: { on: '2026-04-26', amount: { amount: '2.00' } },
      },
      { number: 'OLD-C001', dueOn: '2026-03-02', dueDateSource: 'LEGAL_DEFAULT', ...plain },
      { number: 'PAID-C001', dueOn: '2026-01-11', dueDateSource: 'DOCUMENT', ...plain },
    ]);
  });

  it('usual for all hold where a customer has none, until they are withdrawn', async () => {
    const usual = { terms: 'fin de mois 60 jours', effectiveFrom: '2026-01-01' };
    expect(await set(seller.keys.ADMIN, usual)).toMatchObject({
      setPaymentTerms: {
        paymentTerms: { terms: 'eom 60d', source: 'TENANT_DEFAULT', beyondLegalMaximum: true },
      },
    });
    const { customerByAccount: customer } = await read('C002');
    expect(customer.paymentTerms).toEqual({ terms: 'eom 60d', source: 'TENANT_DEFAULT' });
    expect(customer.receivables.nodes[0]).toMatchObject({
      dueOn: '2026-08-29',
      dueDateSource: 'TENANT_DEFAULT',
    });
    const viewer = `{ viewer { usualPaymentTerms { text } } }`;
    expect(await data(api, seller.keys.VIEWER, viewer)).toEqual({
      viewer: { usualPaymentTerms: { text: 'EOM 60 days' } },
    });
    expect(await data(api, other.keys.VIEWER, viewer)).toEqual({
      viewer: { usualPaymentTerms: null },
    });
    expect(await set(seller.keys.ADMIN, { effectiveFrom: '2026-01-01' })).toMatchObject({
      setPaymentTerms: { paymentTerms: null },
    });
    expect((await read('C002')).customerByAccount.receivables.nodes[0]).toMatchObject({
      dueDateSource: 'LEGAL_DEFAULT',
    });
  });

  it('that cannot be read, of a foreign customer or by a reader are refused', async () => {
    const asked = { input: { terms: 'whenever', customerId: id(seller, 'C001') } };
    expect(await data(api, seller.keys.CREDIT_MANAGER, SET, asked)).toEqual({
      setPaymentTerms: { code: 'PAYMENT_TERMS_UNKNOWN' },
    });
    expect(
      await set(seller.keys.CREDIT_MANAGER, { terms: '30 jours', customerId: id(other, 'C001') }),
    ).toEqual({ setPaymentTerms: { code: 'NOT_FOUND' } });
    const reader = await ask(api, seller.keys.VIEWER, SET, { input: { terms: '30 jours' } });
    expect(reader.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('what is late by an assumed due date', () => {
  const AGEING = `query ($basis: AgeBasis!) {
    customerByAccount(account: "C003") { ageing(basis: $basis) { ...Ages } }
    agedBalance(basis: $basis) { total { ...Ages } rows { ageing { assumedDue { amount } } } }
  }
  fragment Ages on Ageing { assumedDue { amount } buckets { amount { amount } } }`;

  it('is told beside the buckets it is in', async () => {
    const answer = await data<AgeingAnswer>(api, seller.keys.VIEWER, AGEING, { basis: 'DUE_DATE' });
    expect(answer).toMatchObject({
      customerByAccount: {
        ageing: {
          assumedDue: { amount: '360.00' },
          buckets: ['0.00', '300.00', '0.00', '60.00'].map((amount) => ({ amount: { amount } })),
        },
      },
      agedBalance: { total: { assumedDue: { amount: '620.00' } } },
    });
    expect(answer.agedBalance.rows.map(({ ageing }) => ageing.assumedDue)).toEqual(
      ['360.00', '240.00', '20.00'].map((amount) => ({ amount })),
    );
  });

  it('is nothing when age is counted from the day of issue', async () => {
    expect(await data(api, seller.keys.VIEWER, AGEING, { basis: 'ISSUE_DATE' })).toMatchObject({
      customerByAccount: { ageing: { assumedDue: { amount: '0.00' } } },
      agedBalance: { total: { assumedDue: { amount: '0.00' } } },
    });
  });
});

describe('lettering coverage', () => {
  const QUERY = `{
    viewer { letteringCoverage { ...Coverage } }
    one: customerByAccount(account: "C001") { letteringCoverage { ...Coverage } }
    two: customerByAccount(account: "C002") { letteringCoverage { ...Coverage } }
  }
  fragment Coverage on LetteringCoverage {
    lines letteredLines share shareByAmount amount { amount } letteredAmount { amount }
  }`;

  it('is the share of lettered lines, by number and by amount; none of nothing', async () => {
    await database().query(
      `INSERT INTO ledger_line (tenant_id, source_file_id, line, entry_on, amount_minor, discount_minor, exchange_minor,
         write_off_minor, is_return, nature, account, customer_id, journal, entry_number, reference, label, letter, identity)
       SELECT $1, stable_id('f'), n, '2026-01-01', amount, 0, 0, 0, false, 'SALE', '411', $2, 'VE', '1', 'F', 'L', letter,
         stable_id(n::text)
       FROM (VALUES (1, 10000, 'A'), (2, -10000, 'A'), (3, 60000, NULL), (4, 0, NULL)) v (n, amount, letter)`,
      [seller.tenantId, seller.customerId('C001')],
    );
    const some = {
      ...{ lines: 3, letteredLines: 2, share: 2 / 3, shareByAmount: 0.25 },
      ...{ amount: { amount: '800.00' }, letteredAmount: { amount: '200.00' } },
    };
    const none = {
      ...{ lines: 0, letteredLines: 0, share: null, shareByAmount: null },
      ...{ amount: { amount: '0.00' }, letteredAmount: { amount: '0.00' } },
    };
    expect(await data(api, seller.keys.VIEWER, QUERY)).toEqual({
      viewer: { letteringCoverage: some },
      one: { letteringCoverage: some },
      two: { letteringCoverage: null },
    });
    expect(
      await data(api, other.keys.VIEWER, `{ viewer { letteringCoverage { lines share } } }`),
    ).toEqual({
      viewer: { letteringCoverage: { lines: none.lines, share: null } },
    });
  });
});
