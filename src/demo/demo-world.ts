import { assert, completeSiren, configError, epochDay, localDate, type LocalDate } from '../kernel';
import type { SimulatedCompany, SimulatedTradeRecord, SimulatedWorld } from '../connector-kit';
import { Books } from './books/books';
import { firstDayOfYear } from './calendar';
import type { DemoCustomer } from './customer';
import { openAccounts, type Buyer } from './portfolio';
import { Random } from './random';
import { buildCompany, SirenMaker } from './registry/company';
import { Gazette } from './registry/gazette';
import { publishHistory } from './registry/history';
import { NameSearch } from './registry/name-search';
import { NameMaker } from './registry/names';
import { unsettle } from './registry/restless';
import { dealRoles, inventProfile, type Role } from './registry/plan';

const INVOICES_PER_CUSTOMER = 25;
/** Companies that only share a name with a customer, in another town. */
const DECOYS = 0.06;

export interface WorldOptions {
  seed: number;
  /** The day the world is generated for; a living world moves on from it. */
  today: LocalDate;
  customers?: number;
  /** Over the three fiscal years; about 25 per customer when not given. */
  invoices?: number;
}

/** The seller whose books these are. */
export interface Seller {
  siren: string;
  name: string;
}

/** A seller, its customers, their registry entries and the books: one truth that all simulators and exports tell. */
export class DemoWorld implements SimulatedWorld {
  readonly seed: number;
  readonly genesis: LocalDate;
  readonly seller: Seller;
  readonly gazette: Gazette;
  private readonly registered: readonly SimulatedCompany[];
  private current: LocalDate;
  private readonly bySiren: ReadonlyMap<string, SimulatedCompany>;
  private readonly byCode: ReadonlyMap<string, DemoCustomer>;
  private index: NameSearch | null = null;
  private ledger: Books | null = null;
  private isAlive = false;

  constructor(
    readonly options: Required<WorldOptions>,
    registry: { companies: readonly SimulatedCompany[]; gazette: Gazette },
    private readonly accounts: readonly DemoCustomer[],
  ) {
    this.seed = options.seed;
    this.genesis = options.today;
    this.current = options.today;
    this.gazette = registry.gazette;
    this.registered = registry.companies;
    this.seller = sellerOf(options.seed);
    this.bySiren = new Map(registry.companies.map((company) => [company.siren, company]));
    this.byCode = new Map(accounts.map((customer) => [customer.code, customer]));
  }

  today(): LocalDate {
    return this.current;
  }

  /** Lets the world's calendar move on; it never goes back. */
  moveTo(today: LocalDate): void {
    assert(today >= this.current, `the world cannot go back from ${this.current} to ${today}`);
    this.current = today;
  }

  /** Marks the world as changing; its changes can only be replayed on a world nothing has happened to yet. */
  comeAlive(): void {
    assert(!this.isAlive, 'a world lives once; generate it again to replay its steps');
    this.isAlive = true;
  }

  /** Customers' companies in the order of their codes, then companies that only share a name with one. */
  companies(): readonly SimulatedCompany[] {
    return this.registered;
  }

  company(siren: string): SimulatedCompany | undefined {
    return this.bySiren.get(siren);
  }

  search(query: string): readonly SimulatedCompany[] {
    this.index ??= new NameSearch(this.registered);
    return this.index.search(query);
  }

  /** The seller's customer accounts with the truth about who they are. */
  customers(): readonly DemoCustomer[] {
    return this.accounts;
  }

  customer(code: string): DemoCustomer | undefined {
    return this.byCode.get(code);
  }

  /** The years that have a FEC file, oldest first; the last one runs up to today. */
  fiscalYears(): number[] {
    const last = Number(this.current.slice(0, 4));
    const years: number[] = [];
    for (let year = firstYear(this.genesis); year <= last; year++) years.push(year);
    return years;
  }

  /** The seller's receivables and general ledger, computed when first asked for. */
  books(): Books {
    this.ledger ??= new Books({
      seed: this.seed,
      customers: this.accounts,
      today: epochDay(this.genesis),
      firstYear: firstYear(this.genesis),
    });
    return this.ledger;
  }
}

/**
 * Generates the world for a seed and a day: the same options give the same companies and the same bytes in the books.
 * Throws INVALID_DATE or INVALID_WORLD_SIZE.
 */
export function generateWorld(options: WorldOptions): DemoWorld {
  const today = localDate(options.today);
  const customers = sizeOf(options.customers ?? 300, 'customers');
  const invoices = sizeOf(options.invoices ?? customers * INVOICES_PER_CUSTOMER, 'invoices');
  const registry = new RegistryBuilder(options.seed, today);
  const roles = dealRoles(customers, new Random(options.seed, 'roles'));
  const buyers: Buyer[] = [];
  for (const role of roles) buyers.push(registry.addBuyer(role, buyers));
  registry.addDecoys(buyers);
  const bought = buyers.filter(({ profile }) => profile.fate === 'NONE');
  const customersOwn = bought.map(({ company }) => company);
  if (customers >= 20) unsettle(customersOwn, today, new Random(options.seed, 'restless'));
  const start = firstDayOfYear(firstYear(today));
  const accounts = openAccounts(buyers, { seed: options.seed, today, start, invoices });
  tellTradeRecords(buyers, accounts);
  const settled = { seed: options.seed, today, customers, invoices };
  return new DemoWorld(settled, registry, accounts);
}

const TRADE_RECORDS: Readonly<Record<DemoCustomer['behaviour'], SimulatedTradeRecord>> = {
  PROMPT: 'GOOD',
  SLIGHTLY_LATE: 'USUAL',
  LATE: 'LATE',
  DETERIORATING: 'LATE',
  VERY_LATE: 'BAD',
  FAILING: 'BAD',
};

/** Who pays this seller late pays others late: bureaux hear of it, and say what the books say. */
function tellTradeRecords(buyers: readonly Buyer[], accounts: readonly DemoCustomer[]): void {
  const bySiren = new Map(buyers.map(({ company }) => [company.siren, company]));
  for (const { siren, behaviour } of accounts) {
    const company = siren === null ? undefined : bySiren.get(siren);
    if (company !== undefined) company.tradeRecord = TRADE_RECORDS[behaviour];
  }
}

function firstYear(today: LocalDate): number {
  return Number(today.slice(0, 4)) - 2;
}

function sizeOf(count: number, what: string): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw configError('INVALID_WORLD_SIZE', `${what} must be a whole number of at least 1`);
}

function sellerOf(seed: number): Seller {
  const random = new Random(seed, 'seller');
  const siren = completeSiren(String(random.int(32_000_000, 48_999_999)));
  return { siren, name: 'COMPTOIR TECHNIQUE DE LOIRE' };
}

class RegistryBuilder {
  readonly companies: SimulatedCompany[] = [];
  readonly gazette = new Gazette();
  private readonly names = new NameMaker();
  private readonly sirens = new SirenMaker();

  constructor(
    private readonly seed: number,
    private readonly today: LocalDate,
  ) {}

  addBuyer(role: Role, earlier: readonly Buyer[]): Buyer {
    const random = new Random(this.seed, 'company', earlier.length);
    const profile = inventProfile(role, this.today, random);
    const drawn = role.isDouble
      ? earlier[random.int(0, Math.max(0, earlier.length - 1))]
      : undefined;
    const twin = drawn?.profile.isNaturalPerson === false ? drawn : null;
    if (twin !== null) twin.hasDouble = true;
    const name = this.nameFor(profile, twin, random);
    return { company: this.register(name, profile, random), profile, hasDouble: twin !== null };
  }

  private nameFor(profile: Buyer['profile'], twin: Buyer | null, random: Random): string {
    if (twin !== null) return this.names.double(twin.company.name, profile.place, random);
    if (profile.isNaturalPerson) return this.names.person(random);
    return this.names.company(profile.sector, profile.place, random);
  }

  addDecoys(buyers: Buyer[]): void {
    const random = new Random(this.seed, 'decoys');
    const known = buyers.filter((buyer) => !buyer.profile.isNaturalPerson && !buyer.hasDouble);
    const wanted = Math.round(buyers.length * DECOYS);
    const role: Role = { isNaturalPerson: false, isDiffusible: true, fate: 'NONE', isDouble: true };
    for (const buyer of random.shuffled(known).slice(0, wanted)) {
      const wish = { ...role, sector: buyer.profile.sector };
      const profile = inventProfile(wish, this.today, random);
      this.register(this.names.double(buyer.company.name, profile.place, random), profile, random);
      buyer.hasDouble = true;
    }
  }

  private register(name: string, profile: Buyer['profile'], random: Random): SimulatedCompany {
    const siren = this.sirens.next(profile.createdOn, random);
    const company = buildCompany({ name, siren }, profile, { today: this.today, random });
    publishHistory(company, profile, { gazette: this.gazette, today: this.today, random });
    this.companies.push(company);
    return company;
  }
}
