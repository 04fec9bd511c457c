import { generateWorld, writeFec, type DemoCustomer, type DemoWorld } from '../../../src/demo';
import { proposeApplication } from '../../../src/ledger/cash-application/propose.rule';
import type { Debtor, OpenClaim, Receipt } from '../../../src/ledger/cash-application/receipt';
import { foldName } from '../../../src/unify';

/** What is applied without a person when nothing else is configured. */
const THRESHOLD = 0.95;

interface Line {
  day: string;
  code: string;
  reference: string;
  minor: bigint;
  letter: string;
  journal: string;
  label: string;
}

/** Customer lines of a year's books. */
function linesOf(world: DemoWorld, year: number): Line[] {
  const text = [...writeFec(world, year)].join('');
  return text
    .split('\r\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((cells) => (cells[4] ?? '').startsWith('411') && (cells[6] ?? '') !== '')
    .map((cells) => ({
      day: `${cells[3]?.slice(0, 4)}-${cells[3]?.slice(4, 6)}-${cells[3]?.slice(6)}`,
      code: cells[6] ?? '',
      reference: cells[8] ?? '',
      minor: minorOf(cells[11]) - minorOf(cells[12]),
      letter: cells[13] ?? '',
      journal: cells[0] ?? '',
      label: cells[10] ?? '',
    }));
}

function minorOf(cell: string | undefined): bigint {
  return BigInt((cell ?? '0').replace(',', '') || '0');
}

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) / 0x1000000;
  };
}

interface Payment {
  receipt: Receipt;
  customerId: string;
  letter: string;
  label: string;
}

/** What a bank would write of a payment: names cut, numbers left out, spelled otherwise or wrong. */
function receiptOf(
  line: Line,
  quoted: readonly string[],
  customer: DemoCustomer,
  next: () => number,
): Receipt {
  const name = customer.label.slice(0, next() < 0.3 ? 18 : 32);
  const said = next();
  const numbers =
    said < 0.35
      ? quoted.join(' ')
      : said < 0.5
        ? quoted.map((each) => each.replace(/\D+/g, ' ')).join(' ET ')
        : said < 0.55
          ? 'FACTURE 2025'
          : '';
  return {
    bankTransactionId: `${line.code}-${line.reference}-${line.day}-${line.minor}`,
    bookedOn: line.day,
    amountMinor: -line.minor,
    currency: 'EUR',
    foldedName: next() < 0.1 ? '' : foldName(name),
    counterpartyAccount: next() < 0.5 ? `IBAN-${line.code}` : null,
    text: `VIR SEPA RECU ${numbers}`,
    references: [],
    batchSize: 1,
  };
}

interface Score {
  payments: number;
  automatic: number;
  wrong: string[];
  proposedRight: number;
}

/** Goes through a year day by day: what is open is what the books knew that morning. */
function judge(world: DemoWorld, year: number, seed: number): Score {
  const next = random(seed);
  const customers = new Map(world.customers().map((customer) => [customer.code, customer]));
  const lines = linesOf(world, year).filter(({ code }) => customers.get(code)?.isPooled === false);
  lines.sort((one, two) =>
    one.day < two.day
      ? -1
      : one.day > two.day
        ? 1
        : Number(two.minor > 0n) - Number(one.minor > 0n),
  );
  const open = new Map<string, (OpenClaim & { letter: string })[]>();
  const ibans = new Map<string, string[]>();
  const score: Score = { payments: 0, automatic: 0, wrong: [], proposedRight: 0 };
  for (const [index, line] of lines.entries()) {
    const claims = open.get(line.code) ?? [];
    open.set(line.code, claims);
    const customer = customers.get(line.code);
    if (customer === undefined) continue;
    if (line.journal !== 'BQ' || line.minor > 0n) {
      claims.push({
        receivableId: `${index}`,
        customerId: line.code,
        number: line.reference,
        references: [],
        issuedOn: line.day,
        dueOn: null,
        openMinor: line.minor,
        discountOn: null,
        discountMinor: null,
        letter: line.letter,
      });
      continue;
    }
    const paid = claims.filter(({ letter }) => letter !== '' && letter === line.letter);
    const receipt = receiptOf(
      line,
      paid.filter(({ openMinor }) => openMinor > 0n).map(({ number }) => number),
      customer,
      next,
    );
    judgeOne(
      { receipt, customerId: line.code, letter: line.letter, label: line.label },
      { open, customers, ibans },
      score,
    );
    if (receipt.counterpartyAccount !== null) ibans.set(line.code, [receipt.counterpartyAccount]);
    settle(claims, line);
  }
  return score;
}

function judgeOne(
  payment: Payment,
  known: {
    open: Map<string, (OpenClaim & { letter: string })[]>;
    customers: Map<string, DemoCustomer>;
    ibans: Map<string, string[]>;
  },
  score: Score,
): void {
  const { receipt, customerId, letter, label } = payment;
  const debtors: Debtor[] = [...known.open].map(([code, claims]) => ({
    customerId: code,
    foldedName: foldName(known.customers.get(code)?.label ?? ''),
    account: code,
    siren: known.customers.get(code)?.siren ?? null,
    ibans: known.ibans.get(code) ?? [],
    claims,
  }));
  score.payments += 1;
  const proposals = proposeApplication(receipt, debtors);
  if (proposals === null) return;
  const { best } = proposals;
  const mine = new Map(
    (known.open.get(customerId) ?? []).map((claim) => [claim.receivableId, claim]),
  );
  const isRight =
    best.customerId === customerId &&
    letter !== '' &&
    best.parts.every(({ receivableId }) => {
      const claim = mine.get(receivableId);
      // A payment that came back is lettered with its return, and only its label says what it was for.
      return claim?.letter === letter || label.includes(claim?.number ?? '?');
    });
  if (isRight) score.proposedRight += 1;
  if (best.confidence < THRESHOLD) return;
  score.automatic += 1;
  // What the books leave unlettered says only whose payment it was.
  if (letter === '' && best.customerId === customerId) return;
  if (!isRight) {
    const group = [...mine.values()]
      .filter((claim) => claim.letter === letter)
      .map((claim) => `${claim.number}=${claim.openMinor}`);
    const numbers = best.parts.map(({ receivableId }) => mine.get(receivableId)?.number);
    score.wrong.push(
      `${receipt.bookedOn} ${receipt.amountMinor} of ${customerId} (${letter}): ${best.customerId} ${best.reasons.join(' ')} ${numbers.join(' ')} | ${group.join(' ')}`,
    );
  }
}

/** As the books letter it: the claims of the letter first. */
function settle(claims: (OpenClaim & { letter: string })[], line: Line): void {
  let left = -line.minor;
  for (const claim of claims) {
    if (line.letter === '' || claim.letter !== line.letter || left <= 0n) continue;
    const part = claim.openMinor < left ? claim.openMinor : left;
    claim.openMinor -= part;
    left -= part;
  }
  for (let at = claims.length - 1; at >= 0; at -= 1)
    if (claims[at]?.openMinor === 0n) claims.splice(at, 1);
}

describe('automatic cash application', () => {
  it('is as good as always right on a year of the demo’s payments with noise', () => {
    const world = generateWorld({ seed: 7, today: '2026-03-31', customers: 100 });
    const year = world.fiscalYears()[1] ?? 2025;
    const scores = [1].map((seed) => judge(world, year, seed));
    const sum = (of: (score: Score) => number): number =>
      scores.reduce((total, each) => total + of(each), 0);
    const automatic = sum((score) => score.automatic);
    const wrong = scores.flatMap((score) => score.wrong);
    const figures = {
      payments: sum((score) => score.payments),
      automatic,
      precision: 1 - wrong.length / automatic,
      share: automatic / sum((score) => score.payments),
      firstRight: sum((score) => score.proposedRight) / sum((score) => score.payments),
    };
    if (process.env['SHOW_FIGURES'] !== undefined)
      process.stdout.write(`${JSON.stringify({ figures, wrong: wrong.slice(0, 40) }, null, 1)}\n`);
    expect(figures.payments).toBeGreaterThan(500);
    expect(figures.precision).toBeGreaterThan(0.998);
    expect(figures.share).toBeGreaterThan(0.8);
  });
});
