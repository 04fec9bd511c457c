import { epochDay, type LocalDate } from '../kernel';
import type { SimulatedCompany, SimulatedTradeRecord, SimulatedWorld } from '../connector-kit';
import type { DemoCustomer } from './customer';
import type { DemoWorld } from './demo-world';

/**
 * What registers, bureaux and insurers said on an earlier day: without the accounts, notices and ends that came since, and
 * before anybody had heard of the customers who pay worse by now. The companies are copies; the world goes on unchanged.
 */
export function worldAsOf(world: DemoWorld, on: LocalDate): SimulatedWorld {
  const customers = new Map(world.customers().map((customer) => [customer.siren, customer]));
  const companies = world
    .companies()
    .filter(({ createdOn }) => createdOn <= on)
    .map((company) => companyAsOf(company, customers.get(company.siren), on));
  const bySiren = new Map(companies.map((company) => [company.siren, company]));
  const known = (company: SimulatedCompany): SimulatedCompany[] => {
    const then = bySiren.get(company.siren);
    return then === undefined ? [] : [then];
  };
  return {
    today: () => on,
    companies: () => companies,
    company: (siren) => bySiren.get(siren),
    search: (query) => world.search(query).flatMap(known),
  };
}

function companyAsOf(
  company: SimulatedCompany,
  customer: DemoCustomer | undefined,
  on: LocalDate,
): SimulatedCompany {
  const { ceasedOn, tradeRecord, statements, notices, officers, shareholders } = company;
  const isSince = ({ since }: { since: LocalDate }): boolean => since <= on;
  return {
    ...company,
    ceasedOn: ceasedOn !== null && ceasedOn > on ? null : ceasedOn,
    officers: officers.filter(isSince),
    ...(shareholders === undefined ? {} : { shareholders: shareholders.filter(isSince) }),
    statements: statements.filter(({ filedOn }) => filedOn <= on),
    notices: notices.filter(({ publishedOn }) => publishedOn <= on),
    ...(tradeRecord === undefined ? {} : { tradeRecord: recordAsOf(tradeRecord, customer, on) }),
  };
}

/** Who pays later and later paid well once, and who stopped paying was late before. */
function recordAsOf(
  record: SimulatedTradeRecord,
  customer: DemoCustomer | undefined,
  on: LocalDate,
): SimulatedTradeRecord {
  if (customer === undefined) return record;
  if (customer.behaviour === 'DETERIORATING') return 'USUAL';
  const { stopsPayingOn } = customer;
  if (stopsPayingOn !== null && stopsPayingOn > epochDay(on)) return 'LATE';
  return record;
}
