/** One connection led through a random life: trade, faults, kills, pauses, in an order drawn from a seed. */
import {
  isClaim,
  type BookDocument,
  type BookOperation,
  type Fault,
  type FaultPlan,
} from '../../src/connector-kit';
import { drawFrom, type Draw } from '../../src/connector-kit/simulator/draw';
import { DAY_MS, type Company } from './accounting-company';
import type { Follower } from './accounting-follower';

const MINUTE_MS = 60_000;
const STEPS = 14;

/** What a life is made of. */
interface Life {
  company: Company;
  follower: Follower;
  draw: Draw;
  /** Something changed under an old date of change, or was told wrongly: only a reading of everything finds it. */
  isMisled: boolean;
  log: string[];
}

/** Leads one life; afterwards the hub has what a reading of everything gives, and what the books say. */
export async function driveAtRandom(company: Company, seed: number): Promise<void> {
  const draw = drawFrom(seed);
  const follower = await company.connected('driven');
  const life: Life = { company, follower, draw, isMisled: false, log: [] };
  if (draw.chance(0.7)) await follower.syncFully();
  for (let step = 0; step < STEPS; step += 1) {
    const happen = draw.one(HAPPENINGS) ?? trade;
    life.log.push(happen.name);
    await happen(life);
  }
  await settle(life);
}

async function settle(life: Life): Promise<void> {
  const { company, follower } = life;
  company.running.setFaults(company.id, {});
  company.wait(DAY_MS / 24);
  if ((await follower.status()) === 'PAUSED') await follower.reconnect();
  await follower.syncFully();
  try {
    if (!life.isMisled) await company.expectAlive(follower);
    company.wait((life.isMisled ? 29 : 8) * DAY_MS);
    await follower.syncFully();
    await company.expectAll(follower);
  } catch (error) {
    if (error instanceof Error) error.message += `\nafter ${life.log.join(', ')}`;
    throw error;
  }
}

type Happening = (life: Life) => void | Promise<void>;

function trade({ company, draw }: Life): void {
  company.live(draw.whole(1, 10), draw.whole(1, 1_000_000));
}

function oddTrade(life: Life): void {
  for (let turn = life.draw.whole(1, 3); turn > 0; turn -= 1) {
    const operation = oddOperation(life);
    if (operation !== null) life.company.books.apply(operation);
  }
}

async function plainSync({ follower }: Life): Promise<void> {
  await follower.sync();
}

/** Twice in what the source takes for one second, with a reading between. */
async function sameSecond(life: Life): Promise<void> {
  oddTrade(life);
  await life.follower.sync();
  oddTrade(life);
}

async function underFaults(life: Life): Promise<void> {
  const { company, follower, draw } = life;
  const isDrifting = draw.chance(0.5);
  life.isMisled ||= isDrifting;
  const plan: FaultPlan = {
    seed: draw.whole(1, 1_000_000),
    serverError: { share: 0.06 },
    rateLimited: { share: 0.05, retryAfter: { seconds: 0, as: 'seconds' } },
    reset: { share: 0.05 },
    truncatedJson: { share: 0.06 },
    html: { share: 0.06 },
    ...(isDrifting ? { drift: { share: 0.1 } } : {}),
  };
  company.running.setFaults(company.id, plan);
  await follower.sync();
  await restIfPaused(company, follower);
  company.running.setFaults(company.id, {});
}

async function killed({ follower, draw }: Life): Promise<void> {
  await follower.syncUntil(draw.whole(1, 6));
}

/** What a provider answers to one request in the middle, before it is itself again. */
async function fault(life: Life): Promise<void> {
  const { company, follower, draw } = life;
  const before = Array.from({ length: draw.whole(0, 12) }, (): Fault => ({ kind: 'none' }));
  const status = draw.one([401, 403, 404, 410, 429, 500, 502]) ?? 500;
  company.running.setFaults(company.id, { script: [...before, { kind: 'status', status }] });
  await follower.sync();
  await restIfPaused(company, follower);
  company.running.setFaults(company.id, {});
}

async function restIfPaused(company: Company, follower: Follower): Promise<void> {
  if ((await follower.status()) !== 'PAUSED') return;
  company.running.setFaults(company.id, {});
  await follower.reconnect();
}

/** The pages of one reading are of different moments. */
async function whilePaging(life: Life): Promise<void> {
  const { company, follower, draw } = life;
  const share = draw.one([0.1, 0.3, 0.8]) ?? 0.3;
  let left = 25;
  company.afterAnswer = () => {
    if (left <= 0 || !draw.chance(share)) return;
    left -= 1;
    if (draw.chance(0.3)) company.wait(draw.whole(1, 15) * MINUTE_MS);
    if (draw.chance(0.4)) oddTrade(life);
    else company.books.live(1, draw.whole(1, 1_000_000));
  };
  await follower.sync();
  company.afterAnswer = null;
}

async function twoAtOnce({ follower }: Life): Promise<void> {
  await Promise.all([follower.sync(), follower.sync()]);
}

function pause({ company, draw }: Life): void {
  company.wait((draw.one([MINUTE_MS, 60 * MINUTE_MS, DAY_MS, 3 * DAY_MS, 8 * DAY_MS]) ?? 0) + 1);
}

function longPause({ company, draw }: Life): void {
  if (draw.chance(0.5)) company.wait((draw.one([27, 29, 31, 61]) ?? 61) * DAY_MS);
}

async function revoked({ company, follower, draw }: Life): Promise<void> {
  if (!draw.chance(0.4)) return;
  company.revoke();
  await follower.sync();
  company.running.setFaults(company.id, {});
  await follower.reconnect();
}

/** Written today under the change date of some days ago, as an import or a repair does. */
function backdate(life: Life): void {
  const { company, draw } = life;
  if (!draw.chance(0.4)) return;
  const { books } = company;
  const open = books.documents.filter((each) => books.openOf(each) > 0n);
  const document = draw.one(open);
  if (document === undefined) return;
  const before = document.updatedAt;
  books.apply({ do: 'edit-invoice', documentId: document.id, dueOn: document.issuedOn });
  document.updatedAt = before;
  life.isMisled = true;
}

const HAPPENINGS: readonly Happening[] = [
  ...[trade, trade, trade, trade, oddTrade, oddTrade, oddTrade, plainSync, plainSync, plainSync],
  ...[sameSecond, sameSecond, underFaults, underFaults, killed, killed, fault, fault],
  ...[whilePaging, whilePaging, whilePaging, twoAtOnce, pause, pause, longPause, revoked, backdate],
];

/** What ordinary trade does not do by chance. */
function oddOperation(life: Life): BookOperation | null {
  return life.draw.one(ODD)?.(life) ?? null;
}

const ODD: readonly ((life: Life) => BookOperation | null)[] = [
  ({ company, draw }) => {
    const { id, issuedOn } = openInvoice(company, draw) ?? {};
    if (id === undefined || issuedOn === undefined) return null;
    const dueOn = draw.one([issuedOn, '2026-12-31', null]) ?? null;
    return { do: 'edit-invoice', documentId: id, dueOn };
  },
  ({ company, draw }) => {
    const draft = draw.one(company.books.documents.filter(isDraft));
    if (draft === undefined) return null;
    const how = draw.one(['delete-document', 'issue-draft', 'void'] as const) ?? 'void';
    return { do: how, documentId: draft.id };
  },
  ({ company, draw }) => {
    const draft = draw.one(company.books.documents.filter(isDraft));
    if (draft === undefined) return null;
    return { do: 'edit-invoice', documentId: draft.id, amountMinor: draft.totalMinor + 100n };
  },
  ({ company, draw }) => {
    const payment = draw.one(company.books.payments.filter(({ deletedAt }) => deletedAt === null));
    return payment === undefined ? null : { do: 'unallocate', paymentId: payment.id };
  },
  ({ company: { books }, draw }) => {
    const credit = draw.one(books.documents.filter((each) => isCredit(each) && isClaim(each)));
    const owed = books.documents.filter(
      (each) =>
        !isCredit(each) && each.customerId === credit?.customerId && books.openOf(each) > 0n,
    );
    const invoice = draw.one(owed);
    if (credit === undefined || invoice === undefined) return null;
    return { do: 'apply-credit', creditId: credit.id, documentId: invoice.id };
  },
  ({ company: { books }, draw }) => {
    const archived = books.customers.filter(
      ({ isArchived, mergedIntoId }) => isArchived && mergedIntoId === null,
    );
    const customer = draw.one(archived);
    return customer === undefined ? null : { do: 'restore-customer', customerId: customer.id };
  },
  ({ company, draw }) => {
    const invoice = openInvoice(company, draw);
    if (invoice === undefined) return null;
    const amountMinor = company.books.openOf(invoice);
    return { do: 'pay', documentId: invoice.id, amountMinor };
  },
  ({ company, draw }) => {
    const invoice = openInvoice(company, draw);
    return invoice === undefined ? null : { do: 'void', documentId: invoice.id };
  },
];

function openInvoice({ books }: Company, draw: Draw): BookDocument | undefined {
  return draw.one(books.documents.filter((each) => !isCredit(each) && books.openOf(each) > 0n));
}

function isCredit({ kind }: BookDocument): boolean {
  return kind === 'CREDIT_NOTE';
}

function isDraft({ state, deletedAt }: BookDocument): boolean {
  return state === 'DRAFT' && deletedAt === null;
}
