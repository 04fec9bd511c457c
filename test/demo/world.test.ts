import { isSiren, isSiret, sirenOfVatNumber } from '../../src/kernel';
import { generateWorld } from '../../src/demo';
import { STATEMENT_ITEMS } from '../../src/connector-kit/records';

const world = generateWorld({ seed: 7, today: '2026-11-22' });
const companies = world.companies();

describe('the companies of the demo world', () => {
  test('have valid identifiers that no two share', () => {
    for (const company of companies) {
      expect(isSiren(company.siren)).toBe(true);
      expect(isSiret(company.siret) && company.siret.startsWith(company.siren)).toBe(true);
      expect(sirenOfVatNumber(company.vatNumber)).toBe(company.siren);
      expect(company.address.communeCode.startsWith(company.address.department)).toBe(true);
    }
    expect(new Set(companies.map((company) => company.siren)).size).toBe(companies.length);
  });

  test('have accounts that balance and follow from the year before', () => {
    for (const company of companies) {
      company.statements.forEach((statement, index) => {
        const { items } = statement;
        for (const item of STATEMENT_ITEMS) expect(Number.isSafeInteger(items[item])).toBe(true);
        expect(items.totalAssets).toBe(items.equity + items.provisions + items.totalDebt);
        expect(items.equity).toBe(items.shareCapital + items.retainedEarnings);
        expect(items.shareCapital).toBe(company.capitalEuros);
        expect(items.currentLiabilities).toBeLessThanOrEqual(items.totalDebt);
        expect(items.currentAssets).toBeLessThanOrEqual(items.totalAssets);
        expect(items.inventories + items.tradeReceivables + items.cash).toBeLessThanOrEqual(
          items.currentAssets,
        );
        expect(items.ebitda - items.depreciation).toBe(items.operatingIncome);
        expect(items.operatingIncome - items.financialCharges).toBe(items.profitBeforeTax);
        expect(statement.filedOn > statement.closedOn).toBe(true);
        expect(statement.filedOn <= world.today()).toBe(true);
        const before = company.statements[index - 1];
        if (before === undefined) return;
        expect(statement.closedOn > before.closedOn).toBe(true);
        const kept = items.retainedEarnings - before.items.retainedEarnings - items.netIncome;
        expect(kept).toBeLessThanOrEqual(0);
      });
    }
  });

  test('are told about by notices with ids of their own, in order and not in the future', () => {
    const ids = new Set<string>();
    for (const company of companies) {
      let last = '';
      for (const notice of company.notices) {
        expect(notice.id).toBe(`${notice.bulletin}${notice.parution}${notice.number}`);
        expect(notice.parution.slice(0, 4)).toBe(notice.publishedOn.slice(0, 4));
        expect(notice.publishedOn >= last && notice.publishedOn <= world.today()).toBe(true);
        expect(notice.publishedOn > company.createdOn).toBe(true);
        expect(notice.accountsClosedOn === null).toBe(notice.bulletin !== 'C');
        last = notice.publishedOn;
        ids.add(notice.id);
      }
    }
    expect(ids.size).toBe(companies.flatMap((company) => company.notices).length);
  });

  test('include every situation a credit manager meets', () => {
    const kinds = new Set(companies.flatMap(({ notices }) => notices.map(({ kind }) => kind)));
    for (const kind of [
      'RECEIVERSHIP_OPENED',
      'LIQUIDATION_OPENED',
      'SAFEGUARD_OPENED',
      'CONVERTED_TO_LIQUIDATION',
      'PLAN_ADOPTED',
      'PROCEEDINGS_CLOSED',
      'STRUCK_OFF',
      'ACCOUNTS_FILED',
      'MODIFIED',
    ] as const)
      expect(kinds).toContain(kind);
    expect(companies.filter((company) => !company.isDiffusible).length).toBeGreaterThanOrEqual(2);
    expect(companies.filter((company) => company.ceasedOn !== null).length).toBeGreaterThan(0);
    const confidentiality = companies.flatMap(({ statements }) =>
      statements.map((statement) => statement.confidentiality),
    );
    expect(new Set(confidentiality)).toEqual(new Set(['PUBLIC', 'INCOME_STATEMENT', 'FULL']));
  });
});

describe('search', () => {
  test('finds every diffusible company by its own name, and first unless another bears the same', () => {
    for (const company of companies) {
      const found = world.search(company.name);
      if (company.isDiffusible) {
        expect(found).toContain(company);
        const [first] = found;
        const fold = (name: string): string => name.normalize('NFD').replace(/[^A-Z0-9]/gi, '');
        expect(fold(first?.name ?? '').toUpperCase()).toBe(fold(company.name).toUpperCase());
      } else expect(found).not.toContain(company);
    }
  });

  test('answers nothing to an empty query or to words no name has', () => {
    expect(world.search(' - ')).toEqual([]);
    expect(world.search('zzzz qqqq')).toEqual([]);
  });
});

describe('the customer accounts', () => {
  test('name companies in capitals of at most 32 characters, one account pooled, about 85 % easy', () => {
    const customers = world.customers();
    for (const customer of customers)
      expect(customer.label).toMatch(/^[A-Z0-9](?:[A-Z0-9 .]{0,30}[A-Z0-9.])?$/);
    expect(customers.filter((customer) => customer.isPooled)).toHaveLength(1);
    const easy = customers.filter((customer) => customer.matching === 'EASY').length;
    expect(easy / customers.length).toBeGreaterThan(0.78);
    expect(easy / customers.length).toBeLessThan(0.9);
  });
});

test('a world of one customer, or of a day at the start of a leap year, is still a world', () => {
  for (const today of ['2024-01-02', '2024-02-29', '2024-12-31']) {
    const small = generateWorld({ seed: 1, today, customers: 1, invoices: 1 });
    expect(small.books().invoiceCount()).toBe(1);
  }
});

test('a size that is no count is refused', () => {
  expect(() => generateWorld({ seed: 1, today: '2026-11-22', customers: 0 })).toThrow(/customers/);
  expect(() => generateWorld({ seed: 1, today: '2026-11-22', invoices: 1.5 })).toThrow(/invoices/);
});
