/** Who settles whom: Sage lists the documents of an allocation, claims above 0 and credits below, not the pairs. */
import type { DocumentAllocation, LocalDate } from '../../src/connector-kit';

export interface Allocated {
  on: LocalDate | null;
  parts: readonly { id: string; amountMinor: bigint }[];
}

/** One name for invoices, credit notes and quick entries: an allocation does not say which it means. */
export function artefactKey(id: string): string {
  return `artefact:${id}`;
}

/**
 * What of a credit went where. The credits and the claims of one allocation are paired in the order of their lists, each
 * credit as far as it goes.
 */
export function allocationsOfCredit(
  id: string,
  allocations: readonly Allocated[],
): DocumentAllocation[] {
  return allocations.flatMap(({ on, parts }) => {
    const claims = parts.filter(({ amountMinor }) => amountMinor > 0n).map((part) => ({ ...part }));
    const credits = parts.filter(({ amountMinor }) => amountMinor < 0n);
    const told: DocumentAllocation[] = [];
    for (const credit of credits) {
      for (const taken of take(claims, -credit.amountMinor)) {
        if (credit.id === id) told.push({ ...taken, on });
      }
    }
    return told;
  });
}

/** What a payment paid: of a receipt the claims, less what credits of the same receipt had covered; of a refund (-1) the credits. */
export function partsOfPayment(
  parts: Allocated['parts'],
  direction: 1n | -1n,
): DocumentAllocation[] {
  const signed = parts.map(({ id, amountMinor }) => ({ id, amountMinor: direction * amountMinor }));
  const isRefundInPositives = direction < 0n && signed.every(({ amountMinor }) => amountMinor < 0n);
  const turned = isRefundInPositives
    ? signed.map(({ id, amountMinor }) => ({ id, amountMinor: -amountMinor }))
    : signed;
  const paid = turned.filter(({ amountMinor }) => amountMinor > 0n);
  const covered = turned.filter(({ amountMinor }) => amountMinor < 0n);
  for (const { amountMinor } of covered) take(paid, -amountMinor);
  return paid
    .filter(({ amountMinor }) => amountMinor > 0n)
    .map(({ id, amountMinor }) => ({ toKey: artefactKey(id), amountMinor, on: null }));
}

/** Takes an amount off the parts in their order, and says how much off which. */
function take(
  parts: { id: string; amountMinor: bigint }[],
  amountMinor: bigint,
): { toKey: string; amountMinor: bigint }[] {
  let left = amountMinor;
  return parts.flatMap((part) => {
    const taken = part.amountMinor < left ? part.amountMinor : left;
    if (taken <= 0n) return [];
    part.amountMinor -= taken;
    left -= taken;
    return [{ toKey: artefactKey(part.id), amountMinor: taken }];
  });
}
