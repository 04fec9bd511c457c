/** Days an invoice may be dated before the order's credit was set aside: it bears the day of delivery or of a month's end. */
const BACKDATED_DAYS = 31;

/**
 * Whether an invoice `i` with the number may be of the order: issued since, or dated back and entered since. What was in the
 * books before is of another order that happens to have its number.
 */
const isOfOrder = (reservation: string): string => `i.issued_on <= as_of
        AND (i.issued_on >= ${reservation}.reserved_on OR i.issued_on >= ${reservation}.reserved_on - ${BACKDATED_DAYS}
          AND ${reservation}.created_at < (SELECT min(f.recorded_at) FROM receivable_entry f
            WHERE f.tenant_id = i.tenant_id AND f.receivable_id = i.receivable_id))`;

/** What is set aside, now and at a past point: the one definition that every statement about exposure stands on. */
export const READS = `
-- What is open on a day as far as is known now: as it stands, but for what the books hold entries of days to come on.
CREATE FUNCTION open_items_now(as_of date)
RETURNS TABLE (tenant_id uuid, receivable_id uuid, customer_id uuid, currency text, open_minor bigint)
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT r.tenant_id, r.receivable_id, r.customer_id, r.currency, r.open_minor
  FROM receivable r WHERE r.open_minor <> 0 AND r.last_effective_on <= as_of
  UNION ALL
  SELECT r.tenant_id, r.receivable_id, r.customer_id, r.currency, sum(e.amount_minor)::bigint
  FROM receivable r JOIN receivable_entry e ON e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id
  -- Asked once and of the index: as a rule there are none, and then nothing of this branch runs.
  WHERE (SELECT max(f.last_effective_on) FROM receivable f) > as_of
    AND r.last_effective_on > as_of AND e.effective_on <= as_of
  GROUP BY r.tenant_id, r.receivable_id HAVING sum(e.amount_minor) <> 0;
END;
COMMENT ON FUNCTION open_items_now IS 'Claims and credits with something open on a day, as far as is known now.';

-- Reservations that count at a moment of a day, as far as is known now. Row security chooses the tenant.
CREATE FUNCTION counting_reservations(moment timestamptz, as_of date)
RETURNS TABLE (tenant_id uuid, credit_reservation_id uuid, customer_id uuid, currency text, amount_minor bigint)
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT v.tenant_id, v.credit_reservation_id, v.customer_id, v.currency, v.amount_minor
  FROM credit_reservation v
  WHERE v.counts_until > moment
    AND NOT EXISTS (
      SELECT FROM receivable i
      WHERE i.tenant_id = v.tenant_id AND i.customer_id = v.customer_id AND ${isOfOrder('v')}
        AND i.kind = 'INVOICE' AND i.number = coalesce(v.invoice_number, v.reference) AND i.total_minor > 0);
END;
COMMENT ON FUNCTION counting_reservations IS
  'Reservations that count at a moment: neither ended by time or release, nor become an invoice that is in the ledger.';

-- The same as of the end of a day, or as of known_at when that is earlier, and as known at that instant.
CREATE FUNCTION counting_reservations_at(as_of date, known_at timestamptz)
RETURNS TABLE (tenant_id uuid, credit_reservation_id uuid, customer_id uuid, currency text, amount_minor bigint)
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
  SELECT v.tenant_id, v.credit_reservation_id, v.customer_id, v.currency, v.amount_minor
  FROM credit_reservation v
  JOIN tenant t ON t.tenant_id = v.tenant_id
  CROSS JOIN LATERAL (
    SELECT as_of::timestamp AT TIME ZONE t.time_zone AS begins,
      least(known_at, (as_of + 1)::timestamp AT TIME ZONE t.time_zone - interval '1 microsecond') AS seen
  ) d
  WHERE v.created_at <= d.seen
    AND CASE WHEN v.released_at <= d.seen THEN false
      WHEN v.committed_at <= d.seen THEN v.unbilled_until > greatest(d.seen, d.begins)
      ELSE v.expires_at > greatest(d.seen, d.begins) END
    AND NOT EXISTS (
      SELECT FROM receivable i
        JOIN receivable_entry e ON e.tenant_id = i.tenant_id AND e.receivable_id = i.receivable_id
        LEFT JOIN LATERAL (
          SELECT w.kind, w.number FROM receivable_version w
          WHERE w.tenant_id = i.tenant_id AND w.receivable_id = i.receivable_id AND w.replaced_at > known_at
          ORDER BY w.replaced_at LIMIT 1
        ) w ON true
      WHERE i.tenant_id = v.tenant_id AND i.customer_id = v.customer_id AND ${isOfOrder('v')}
        AND coalesce(w.kind, i.kind) = 'INVOICE'
        AND coalesce(w.number, i.number)
          = coalesce(CASE WHEN v.committed_at <= d.seen THEN v.invoice_number END, v.reference)
        AND coalesce(e.reversed_kind, e.kind) = 'ISSUE' AND e.effective_on <= as_of AND e.recorded_at <= known_at
      GROUP BY i.receivable_id HAVING sum(e.amount_minor) > 0);
END;
COMMENT ON FUNCTION counting_reservations_at IS 'Reservations that counted on a day, as known at an instant.';

-- How a reservation stands at a moment; nothing has to write it down for it to be true.
CREATE FUNCTION reservation_status(reservation credit_reservation, moment timestamptz, as_of date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN reservation.released_at IS NOT NULL THEN 'RELEASED'
    WHEN EXISTS (
      SELECT FROM receivable i
      WHERE i.tenant_id = reservation.tenant_id AND i.customer_id = reservation.customer_id
        AND ${isOfOrder('reservation')} AND i.kind = 'INVOICE'
        AND i.number = coalesce(reservation.invoice_number, reservation.reference) AND i.total_minor > 0) THEN 'INVOICED'
    WHEN reservation.committed_at IS NOT NULL THEN 'COMMITTED'
    WHEN reservation.expires_at > moment THEN 'RESERVED'
    ELSE 'EXPIRED' END;
COMMENT ON FUNCTION reservation_status IS
  'RESERVED, COMMITTED, INVOICED, RELEASED or EXPIRED; INVOICED also when it was billed without having been committed.';
`;
