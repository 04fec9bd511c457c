/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import {
  contractError,
  decode,
  type CoverStatus,
  type IdentifierRecord,
  type InsuranceCoverRecord,
  type Json,
} from '../../src/connector-kit';
import { buyerPayload, decodeCover, type CoverLimit } from './payloads';

/** Decisions that were seen; what every other code means is not known, so it is UNKNOWN. */
const STATUS_OF_DECISION: ReadonlyMap<string, CoverStatus> = new Map([
  ['AlreadyAgreed', 'GRANTED'],
  // Of version 2 of the interface, as `coverStatusCode`.
  ['Agreement', 'GRANTED'],
]);

/** The status of a cover by the insurer's code; UNKNOWN without a code or with one that was never seen. */
export function coverStatusOf(code: string | null): CoverStatus {
  return code === null ? 'UNKNOWN' : (STATUS_OF_DECISION.get(code) ?? 'UNKNOWN');
}

/**
 * The number a company has at Allianz Trade. Throws CONTRACT PAYLOAD_INVALID, and CONTRACT ALLIANZ_BUYER_AMBIGUOUS when several
 * companies answer to one SIREN: a wrong buyer is worse than none.
 */
export function mapBuyer(payload: Json): IdentifierRecord[] {
  const { siren, results } = decode(buyerPayload, payload);
  const ids = [...new Set(results.map(({ company }) => company.companyId))];
  const [value, ...others] = ids;
  if (value === undefined) return [];
  if (others.length > 0) {
    throw contractError(
      'ALLIANZ_BUYER_AMBIGUOUS',
      `${ids.length} companies answer to SIREN ${siren}`,
      {
        place: { path: 'results[1].company.companyId' },
        remedy:
          'Ask Allianz Trade which of them is the company; no cover is read for it until then.',
      },
    );
  }
  return [
    {
      type: 'identifier',
      sourceKey: siren,
      siren,
      scheme: 'ALLIANZ_TRADE',
      value,
      isValid: null,
      checkedOn: null,
      status: null,
    },
  ];
}

/** A cover as it is now, and as it will be when a change has been announced. Throws CONTRACT PAYLOAD_INVALID. */
export function mapCover(payload: Json): InsuranceCoverRecord[] {
  const { siren, policyId, currency, asOf, coverId, limits } = decodeCover(payload);
  const { current, announced } = inForce(limits, asOf);
  return [
    {
      type: 'insuranceCover',
      sourceKey: coverId,
      siren,
      policyNumber: policyId,
      kind: 'NAMED',
      status: coverStatusOf(current?.technicalDecisionStatusCode ?? null),
      requestedMinor: null,
      amountMinor: current?.amount ?? null,
      announcedMinor: announced?.amount ?? null,
      currency,
      insuredPercent: null,
      decidedOn: null,
      noticeOn: null,
      effectiveOn: (announced ?? current)?.startDate ?? null,
      expiresOn: null,
      runOffUntil: null,
      decisionCode: current?.technicalDecisionStatusCode ?? null,
      conditions: [],
      buyerRating: null,
    },
  ];
}

/** The limit that began last, and the first that has yet to begin; what has no start is taken to have begun. */
function inForce(
  limits: readonly CoverLimit[],
  asOf: string | null,
): { current: CoverLimit | null; announced: CoverLimit | null } {
  const byStart = limits.toSorted((one, other) => compare(one.startDate, other.startDate));
  const isToCome = ({ startDate }: CoverLimit): boolean =>
    asOf !== null && startDate !== null && startDate > asOf;
  return {
    current: byStart.findLast((limit) => !isToCome(limit)) ?? null,
    announced: byStart.find(isToCome) ?? null,
  };
}

function compare(one: string | null, other: string | null): number {
  if (one === other) return 0;
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
