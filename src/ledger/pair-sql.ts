/**
 * Pairs two ordered lists of amounts first-in-first-out, per group, in SQL and in n log n: lay both lists end to end on
 * a line; every stretch between two neighbouring ends belongs to exactly one amount of each list.
 *
 * `left` and `right` are queries giving (grp, no, amount > 0, ord, tie); what has the same `ord` is ordered by `tie`. The
 * result gives (left_no, right_no, amount).
 */
export function pairSql(left: string, right: string): string {
  return `
  WITH l AS (SELECT grp, no, amount, sum(amount) OVER w AS hi, row_number() OVER w AS i FROM (${left}) q
             WINDOW w AS (PARTITION BY grp ORDER BY ord, tie, no ROWS UNBOUNDED PRECEDING)),
  r AS (SELECT grp, no, amount, sum(amount) OVER w AS hi, row_number() OVER w AS i FROM (${right}) q
        WINDOW w AS (PARTITION BY grp ORDER BY ord, tie, no ROWS UNBOUNDED PRECEDING)),
  total AS (SELECT grp, least(lt, rt) AS amount FROM (SELECT grp, max(hi) AS lt FROM l GROUP BY grp) a
            JOIN (SELECT grp, max(hi) AS rt FROM r GROUP BY grp) b USING (grp)),
  stop AS (
    SELECT grp, least(l.hi, t.amount) AS at, 1 AS left_ends, 0 AS right_ends
    FROM l JOIN total t USING (grp) WHERE l.hi - l.amount < t.amount
    UNION ALL
    SELECT grp, least(r.hi, t.amount), 0, 1 FROM r JOIN total t USING (grp) WHERE r.hi - r.amount < t.amount
  ),
  stretch AS (
    SELECT grp, at - coalesce(lag(at) OVER w, 0) AS amount,
      1 + coalesce(sum(left_ends) OVER before, 0) AS left_i, 1 + coalesce(sum(right_ends) OVER before, 0) AS right_i
    FROM (SELECT grp, at, sum(left_ends) AS left_ends, sum(right_ends) AS right_ends FROM stop GROUP BY grp, at) s
    WINDOW w AS (PARTITION BY grp ORDER BY at),
      before AS (PARTITION BY grp ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  )
  SELECT l.no AS left_no, r.no AS right_no, s.amount FROM stretch s
  JOIN l ON l.grp = s.grp AND l.i = s.left_i
  JOIN r ON r.grp = s.grp AND r.i = s.right_i`;
}
