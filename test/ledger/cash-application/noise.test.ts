import { proposeApplication } from '../../../src/ledger/cash-application/propose.rule';
import type { CashProposal, Debtor } from '../../../src/ledger/cash-application/receipt';
import { foldName } from '../../../src/unify';
import { Chance, invoiceOf, payersOf, paymentOf, type Payer, type Payment } from './noise';

/** What is applied without a person when nothing else is configured. */
const THRESHOLD = 0.95;

interface Score {
  payments: number;
  automatic: number;
  wrong: string[];
}

/** Accounts learnt, as the hub does: by the payer's own name, and where a person confirmed. */
type Learnt = Map<string, Set<string>>;

function debtorsOf(payers: readonly Payer[], learnt: Learnt): Debtor[] {
  return payers.map(({ id, name, claims }) => ({
    ...{ customerId: id, foldedName: foldName(name), account: id, siren: null, claims },
    ibans: [...(learnt.get(id) ?? [])],
  }));
}

function isRight(best: CashProposal, { payer, paid }: Payment): boolean {
  return (
    best.customerId === payer.id &&
    best.parts.length > 0 &&
    best.parts.every(
      ({ receivableId, amountMinor }) => amountMinor <= (paid.get(receivableId) ?? 0n),
    )
  );
}

function judge(payment: Payment, debtors: readonly Debtor[], score: Score): string | null {
  const { receipt, kind, payer } = payment;
  const best = proposeApplication(receipt, debtors)?.best;
  score.payments += 1;
  if (best === undefined) return null;
  if (best.confidence < THRESHOLD) return isRight(best, payment) ? payer.id : null;
  score.automatic += 1;
  if (!isRight(best, payment)) {
    const found = best.parts.map(({ receivableId }) => receivableId);
    const said = `${receipt.text}, ${best.customerId} ${best.reasons.join(' ')} ${found.join(' ')}`;
    score.wrong.push(`${kind} of ${payer.id} ${receipt.amountMinor}: ${said}`);
  }
  return best.reasons.includes('NAME') ? best.customerId : null;
}

/** In the end the books settle what was truly paid. */
function settle({ payer, paid }: Payment): void {
  const left = payer.claims.map((claim) => ({
    ...claim,
    openMinor: claim.openMinor - (paid.get(claim.number) ?? 0n),
  }));
  payer.settled.push(...payer.claims.filter((_, index) => left[index]?.openMinor === 0n));
  payer.claims = left.filter(({ openMinor }) => openMinor > 0n);
}

function year(seed: number): Score {
  const chance = new Chance(seed);
  const payers = payersOf(chance, 60);
  const learnt: Learnt = new Map();
  const score: Score = { payments: 0, automatic: 0, wrong: [] };
  for (let day = 0; day < 365; day += 1) {
    for (const payer of payers) {
      if (chance.next() < 0.08) invoiceOf(chance, payer, day);
      const payment = chance.next() < 0.06 ? paymentOf(chance, payer, day) : null;
      if (payment === null) continue;
      const knownAs = judge(payment, debtorsOf(payers, learnt), score);
      const { counterpartyAccount } = payment.receipt;
      if (knownAs !== null && counterpartyAccount !== null)
        learnt.set(knownAs, (learnt.get(knownAs) ?? new Set()).add(counterpartyAccount));
      settle(payment);
    }
  }
  return score;
}

describe('automatic cash application of payments that go wrong', () => {
  it('is right in 99.5 of 100 that it applies', () => {
    const { payments, automatic, wrong } = year(20260208);
    const figures = { payments, automatic, precision: 1 - wrong.length / automatic, wrong };
    if (process.env['SHOW_FIGURES'] !== undefined)
      process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`);
    expect(payments).toBeGreaterThan(700);
    expect(automatic / payments).toBeGreaterThan(0.35);
    expect(figures.precision).toBeGreaterThan(0.995);
  });
});
