import { stableId } from '../../../src/kernel';
import { NOW, SIREN, TODAY, type Seller } from '../../reports/seller-fixture';
import type { TestDatabase } from '../../support/postgres';

/** Texts that break JSON, SQL, CSV or a careless pattern when they are put together by hand. */
export const HOSTILE_TEXTS = [
  `"}]},"errors":[{"message":"no`,
  `\\" \\\\ \\u0000 \\n`,
  `O'Brien'); DROP TABLE customer; --`,
  '$1 $2::uuid $$ %s %I \\1 $&',
  'line\nfeed\r\ntab\tbell\u0007 unit\u001f del\u007f',
  '\u0001AAAAAAAAAAAA["alertTitle","en","LIMIT_EXCEEDED",{}]',
  'separators \u2028 and \u2029, mark \ufeff',
  'Société Générale d’Économie 日本 😀 e\u0301 \u202etxet',
  '',
  '   ',
  '=HYPERLINK("http://evil")',
  '{"amount":"1"}',
];

/**
 * Makes the books of a seller hostile: such texts wherever a text can stand, NULL wherever it may, customers in other
 * currencies, amounts of many digits, days of the far past and future (entries, too, when it `hasFuture`), and grades and limits
 * with everything in them.
 */
export async function makeHostile(
  arrange: TestDatabase,
  seller: Seller,
  { hasFuture }: { hasFuture: boolean },
): Promise<void> {
  const { tenantId, connectionId } = seller;
  const rename = `UPDATE customer c SET name = t.text || ' ' || c.account FROM unnest($2::text[]) WITH ORDINALITY t (text, n)
    WHERE c.tenant_id = $1 AND substr(c.account, 2)::int = t.n`;
  await arrange.query(rename, [tenantId, HOSTILE_TEXTS]);
  await arrange.query(
    `UPDATE receivable r SET number = t.text, label = reverse(t.text), is_disputed = n % 2 = 0
     FROM unnest($2::text[]) WITH ORDINALITY t (text, n)
     WHERE r.tenant_id = $1 AND r.source_line = t.n AND r.kind <> 'CREDIT_NOTE'`,
    [tenantId, HOSTILE_TEXTS],
  );
  await arrange.query(
    `INSERT INTO source_file (tenant_id, source_file_id, connection_id, name, sha256, size_bytes, status, landed_at)
     VALUES ($1, stable_id('file'), $2, $3, '', 0, 'APPLIED', $4)`,
    [tenantId, connectionId, HOSTILE_TEXTS[0], NOW],
  );
  for (const [account, currency] of [
    ['C003', 'JPY'],
    ['C004', 'BHD'],
    ['C005', 'USD'],
  ] as const) {
    const where = [tenantId, seller.customerId(account), currency];
    await arrange.query(
      'UPDATE customer SET currency = $3 WHERE tenant_id = $1 AND customer_id = $2',
      where,
    );
    await arrange.query(
      `UPDATE receivable SET currency = $3, document_currency = 'TND', document_total_minor = total_minor * 7
       WHERE tenant_id = $1 AND customer_id = $2 AND number <> ''`,
      where,
    );
  }
  await claims(arrange, seller, hasFuture ? '9999-12-31' : TODAY);
  await companies(arrange, seller);
}

async function claims(arrange: TestDatabase, seller: Seller, latest: string): Promise<void> {
  const rows = [
    ['C001', '900000000000000007', '0001-01-01', '9999-12-31'],
    ['C001', '-800000000000000003', '2026-01-01', null],
    ['C002', '99999999999999999', latest, '9999-12-31'],
    ['C002', '1', TODAY, TODAY],
    ['C006', '123456789012345678', '2024-02-29', '2024-02-29'],
  ];
  for (const [index, [account, minor, issuedOn, dueOn]] of rows.entries()) {
    const id = stableId(seller.tenantId, 'hostile', String(index));
    const at = issuedOn === '9999-12-31' ? TODAY : issuedOn;
    await arrange.query(
      `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account,
         issued_on, due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at,
         is_doubtful, source_file_id, source_line, discount_on, discount_minor, is_bill, bill_on)
       VALUES ($1, $2, $3, $4, 'INVOICE', $5, $5, '411', $6, $7::date, $8, 'EUR', $9, $9, $6, $10, true,
         stable_id('other file'), 7, $6, 5, true, $6)`,
      [
        seller.tenantId,
        id,
        seller.customerId(String(account)),
        seller.connectionId,
        HOSTILE_TEXTS[index],
        issuedOn,
        dueOn,
        dueOn === null ? 'NONE' : 'LEGAL_DEFAULT',
        minor,
        `${at}T12:00:00Z`,
      ],
    );
    await arrange.query(
      `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
         source_file_id, source_line)
       VALUES ($1, $2, 'ISSUE', $3, $4, $5, $2, stable_id('other file'), 7)`,
      [seller.tenantId, id, minor, issuedOn, `${at}T12:00:00Z`],
    );
  }
}

async function companies(arrange: TestDatabase, seller: Seller): Promise<void> {
  const { tenantId } = seller;
  const company = stableId(tenantId, SIREN.third);
  await arrange.query(
    `INSERT INTO company (tenant_id, company_id, siren, name, trade_name, legal_form_label, status, employees_max,
       capital_minor, address_line, updated_at, insolvency_on)
     VALUES ($1, $2, $3, NULL, $4, $5, 'CEASED', 9, 123456789012345678, $6, $7, '0001-01-01')`,
    [tenantId, company, SIREN.third, HOSTILE_TEXTS[0], HOSTILE_TEXTS[1], HOSTILE_TEXTS[4], NOW],
  );
  await arrange.query(
    `UPDATE customer SET company_id = $2, match_status = 'CONFIRMED', match_confidence = 0.1, match_decided_by = $3
     WHERE tenant_id = $1 AND account IN ('C006', 'C007')`,
    [tenantId, company, HOSTILE_TEXTS[3]],
  );
  const decision = {
    reasons: HOSTILE_TEXTS.map((text, index) => ({
      code: index % 2 === 0 ? 'BASE_RATE' : 'NO_PAYMENT_HISTORY',
      contribution: index / 7,
      params: { text, days: index },
      evidence: [{ kind: 'ledger', sourceKey: text }],
    })),
    override: {
      rule: 'LIQUIDATION',
      grade: 'E',
      limitEffect: 'ZERO',
      isBinding: true,
      evidence: [{ kind: 'ledger', sourceKey: '"' }],
    },
  };
  await arrange.query(
    `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score,
       probability_of_default, confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision, grade_state)
     VALUES ($1, $2, $3, true, 'A', NULL, NULL, 'NONE', $4, $5, $6, '"', '{}', $7, '{}')`,
    [
      tenantId,
      stableId(tenantId, 'hostile assessment'),
      seller.customerId('C006'),
      HOSTILE_TEXTS[5],
      NOW,
      TODAY,
      JSON.stringify(decision),
    ],
  );
  await arrange.query(
    `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, confidence, model_version,
       assessed_at, assessed_on, inputs_hash, inputs, decision, grade_state, not_scored_because)
     VALUES ($1, $2, $3, true, 'NONE', 'm', $4, $5, '', '{}', '{"reasons": []}', '{}', $6)`,
    [
      tenantId,
      stableId(tenantId, 'no score'),
      seller.customerId('C007'),
      NOW,
      TODAY,
      HOSTILE_TEXTS[0],
    ],
  );
  await arrange.query(
    `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
       decided_by, decided_at, binding_term, terms, policy_version, reason_codes, comment)
     VALUES ($1, $2, $3, 0, 'EUR', 'ACTIVE', '2026-01-01', $4, $5, 'NEED', '[]', $4, $6, $4),
       ($1, $7, $8, 999999999999999999, 'JPY', 'ACTIVE', '2026-01-01', $4, $5, 'MANUAL', '[]', $4, '{}', NULL),
       ($1, $9, $10, 5000, 'USD', 'ACTIVE', '2026-01-01', $4, $5, 'MANUAL', '[]', $4, '{}', NULL)`,
    [
      tenantId,
      stableId(tenantId, 'l1'),
      seller.customerId('C006'),
      HOSTILE_TEXTS[2],
      NOW,
      HOSTILE_TEXTS,
      stableId(tenantId, 'l2'),
      seller.customerId('C003'),
      stableId(tenantId, 'l3'),
      seller.customerId('C004'),
    ],
  );
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    await arrange.query(
      `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at,
         before, after, text_key, params, evidence, comment, deadline_on)
       VALUES ($1, $2, $3, 'LIMIT_EXCEEDED', 'LOW', 'OPEN', $4, $5, $6, NULL, $7, $8, $9, $4, '2026-07-01')`,
      [
        tenantId,
        stableId(tenantId, 'hostile alert', String(index)),
        seller.customerId('C006'),
        `${index}${text}`,
        NOW,
        JSON.stringify({ [text]: [text, 1.5, 1e21, null] }),
        'LIMIT_EXCEEDED',
        JSON.stringify({
          customer: text,
          over: { amountMinor: '-123456789012345678', currency: 'BHD' },
        }),
        JSON.stringify([{ kind: 'ledger', sourceKey: text }]),
      ],
    );
  }
}
