import {
  aDocument,
  against,
  anEvent,
  aParty,
  aPayment,
  claims,
  rebuild,
  store,
  tell,
  useSources,
} from './told';

const open = useSources();

describe('documents of an accounting source', () => {
  it('make a claim that its payment settles in part, dated by the payment', async () => {
    const source = await open();
    await tell(source, {
      c: [aParty('C1')],
      f: [aDocument('F1', { dueOn: '2026-02-28' })],
      p: [aPayment('P1', { amountMinor: -50_000n, allocations: [against('F1', 50_000n)] })],
    });
    expect(await claims(source)).toEqual([
      'C1 INVOICE F1 1200.00 open 700.00 due 2026-02-28 (DOCUMENT): ISSUE 1200.00 2026-01-10, PAYMENT -500.00 2026-02-15',
    ]);
  });

  it('count a payment matched later on the day the money came', async () => {
    const source = await open();
    await tell(source, {
      f: [aDocument('F1')],
      p: [aPayment('P1', { allocations: [against('F1', 120_000n, '2026-02-27')] })],
    });
    expect(await claims(source)).toEqual([
      'C1 INVOICE F1 1200.00 open 0.00 due 2026-02-09 (LEGAL_DEFAULT): ISSUE 1200.00 2026-01-10, PAYMENT -1200.00 2026-02-15',
    ]);
  });

  it('leave what a payment settles nothing with as a payment on account', async () => {
    const source = await open();
    await tell(source, {
      f: [aDocument('F1', { amountMinor: 100_000n })],
      p: [aPayment('P1', { allocations: [against('F1', 100_000n)] })],
    });
    expect(await claims(source)).toEqual([
      'C1 INVOICE F1 1000.00 open 0.00 due 2026-02-09 (LEGAL_DEFAULT): ISSUE 1000.00 2026-01-10, PAYMENT -1000.00 2026-02-15',
      'C1 PAYMENT_ON_ACCOUNT P1 -200.00 open -200.00: ISSUE -200.00 2026-02-15',
    ]);
  });

  it('settle with a credit note without a payment', async () => {
    const source = await open();
    const credit = { kind: 'CREDIT_NOTE', amountMinor: -120_000n, issuedOn: '2026-01-20' } as const;
    await tell(source, {
      f: [aDocument('F1')],
      a: [aDocument('A1', { ...credit, allocations: [against('F1', 120_000n, '2026-01-25')] })],
    });
    expect(await claims(source)).toEqual([
      'C1 CREDIT_NOTE A1 -1200.00 open 0.00: ISSUE -1200.00 2026-01-20, CREDIT 1200.00 2026-01-25',
      'C1 INVOICE F1 1200.00 open 0.00 due 2026-02-09 (LEGAL_DEFAULT): ISSUE 1200.00 2026-01-10, CREDIT -1200.00 2026-01-25',
    ]);
  });

  it('use a deposit up without counting it as cash again', async () => {
    const source = await open();
    const deposit = { kind: 'DEPOSIT', amountMinor: -30_000n, issuedOn: '2026-01-05' } as const;
    await tell(source, {
      f: [aDocument('F1')],
      d: [aDocument('D1', { ...deposit, allocations: [against('F1', 30_000n)] })],
    });
    expect(await claims(source)).toEqual([
      'C1 DEPOSIT D1 -300.00 open 0.00: ISSUE -300.00 2026-01-05, CREDIT 300.00 2026-01-10',
      'C1 INVOICE F1 1200.00 open 900.00 due 2026-02-09 (LEGAL_DEFAULT): ISSUE 1200.00 2026-01-10, CREDIT -300.00 2026-01-10',
    ]);
  });

  it('say what settled a claim: discount, write-off, assignment, compensation, exchange', async () => {
    const source = await open();
    const kinds = ['DISCOUNT', 'WRITE_OFF', 'ASSIGNMENT', 'COMPENSATION', 'EXCHANGE'] as const;
    await tell(source, {
      f: [aDocument('F1')],
      s: kinds.map((kind) =>
        aPayment(kind, { kind, amountMinor: -1_000n, allocations: [against('F1', 1_000n)] }),
      ),
    });
    const [claim, ...others] = await claims(source);
    expect(others).toEqual([]);
    for (const kind of kinds) expect(claim).toContain(`${kind} -10.00 2026-02-15`);
  });

  it('reopen what a returned payment takes back', async () => {
    const source = await open();
    const returned = { kind: 'RETURNED_PAYMENT', issuedOn: '2026-02-20' } as const;
    await tell(source, {
      p: [aPayment('P1', { allocations: [against('R1', 120_000n)] })],
      r: [aDocument('R1', { ...returned, number: 'R1' })],
    });
    expect(await claims(source)).toEqual(
      [
        'C1 RETURNED_PAYMENT R1 1200.00 open 0.00 due 2026-02-20 (IMMEDIATE): ISSUE 1200.00 2026-02-20, PAYMENT -1200.00 2026-02-20',
        'C1 PAYMENT_ON_ACCOUNT P1 -1200.00 open 0.00: ISSUE -1200.00 2026-02-15, PAYMENT 1200.00 2026-02-20',
      ].sort(),
    );
  });

  it('let the instalment due first be settled first', async () => {
    const source = await open();
    const instalments = [
      { dueOn: '2026-03-31', amountMinor: 40_000n },
      { dueOn: '2026-02-28', amountMinor: 40_000n },
      { dueOn: '2026-04-30', amountMinor: 40_000n },
    ];
    await tell(source, {
      f: [aDocument('F1', { instalments })],
      p: [aPayment('P1', { amountMinor: -50_000n, allocations: [against('F1', 50_000n)] })],
    });
    expect((await claims(source)).map((claim) => claim.split(':')[0])).toEqual([
      'C1 INVOICE F1 400.00 open 300.00 due 2026-03-31 (DOCUMENT)',
      'C1 INVOICE F1 400.00 open 0.00 due 2026-02-28 (DOCUMENT)',
      'C1 INVOICE F1 400.00 open 400.00 due 2026-04-30 (DOCUMENT)',
    ]);
  });

  it('follow what the source says is open, with or without a payment that explains it', async () => {
    const source = await open();
    await tell(source, {
      paid: [aDocument('F1', { openMinor: 0n, state: 'PAID', openOn: '2026-02-03' })],
      part: [aDocument('F2', { openMinor: 20_000n, state: 'OPEN', openOn: '2026-02-04' })],
      more: [aDocument('F3', { openMinor: 90_000n, state: 'OPEN' })],
      p: [aPayment('P3', { openMinor: 0n, allocations: [against('F3', 120_000n)] })],
    });
    expect(await claims(source)).toEqual([
      'C1 INVOICE F1 1200.00 open 0.00 due 2026-02-09 (LEGAL_DEFAULT): ISSUE 1200.00 2026-01-10, PAYMENT -1200.00 2026-02-03',
      'C1 INVOICE F2 1200.00 open 200.00 due 2026-02-09 (LEGAL_DEFAULT): ISSUE 1200.00 2026-01-10, CREDIT -1000.00 2026-02-04',
      'C1 INVOICE F3 1200.00 open 900.00 due 2026-02-09 (LEGAL_DEFAULT): ISSUE 1200.00 2026-01-10, PAYMENT -300.00 2026-02-15',
      'C1 PAYMENT_ON_ACCOUNT P3 -900.00 open 0.00: ISSUE -900.00 2026-02-15, CREDIT 900.00 2026-02-15',
    ]);
  });

  it('make no claim while they are drafts, void or gone, and empty the claim they made', async () => {
    const source = await open();
    await tell(source, {
      a: [aDocument('F1')],
      b: [aDocument('F2')],
      c: [aDocument('F3', { state: 'DRAFT' })],
    });
    await tell(source, { a: [aDocument('F1', { state: 'VOID' })], b: [] });
    expect(await claims(source)).toEqual([]);
    const [row] = await source.test.query<{ count: string }>(
      `SELECT count(*)::text AS count FROM receivable_entry WHERE tenant_id = $1 AND kind = 'REVERSAL'`,
      [source.tenantId],
    );
    expect(row?.count).toBe('2');
  });

  it('never add two currencies, and say where a source does', async () => {
    const source = await open();
    await tell(source, {
      f: [aDocument('F1', { currency: 'USD' })],
      p: [aPayment('P1', { allocations: [against('F1', 120_000n)] })],
    });
    expect((await claims(source)).map((claim) => claim.split(' due')[0]?.split(':')[0])).toEqual([
      'C1 INVOICE F1 1200.00 USD open 1200.00',
      'C1 PAYMENT_ON_ACCOUNT P1 -1200.00 open -1200.00',
    ]);
    expect(await differences(source)).toEqual(['P1 CURRENCIES_DIFFER F1 said 120000 counted 0']);
  });

  it('settle no more than there is, oldest first, and say so', async () => {
    const source = await open();
    await tell(source, {
      f: [aDocument('F1', { amountMinor: 100_000n })],
      p: [aPayment('P2', { issuedOn: '2026-02-20', allocations: [against('F1', 90_000n)] })],
      q: [aPayment('P1', { allocations: [against('F1', 30_000n)] })],
    });
    expect(await differences(source)).toEqual(['P2 OVER_ALLOCATED F1 said 90000 counted 70000']);
    expect((await claims(source))[0]).toContain(
      'PAYMENT -300.00 2026-02-15, PAYMENT -700.00 2026-02-20',
    );
    await tell(source, { f: [aDocument('F1')] });
    expect(await differences(source)).toEqual([]);
  });

  it('settle claims of another customer: a parent pays for its site', async () => {
    const source = await open();
    await tell(source, {
      f: [aDocument('F1', { partyKey: 'SITE' })],
      p: [aPayment('P1', { partyKey: 'PARENT', allocations: [against('F1', 120_000n)] })],
    });
    expect((await claims(source)).map((claim) => claim.split(' due')[0])).toEqual([
      'SITE INVOICE F1 1200.00 open 0.00',
    ]);
    await tell(source, { p: [aPayment('P1', { partyKey: 'PARENT' })] });
    expect((await claims(source)).map((claim) => claim.split(/ due|:/)[0])).toEqual([
      'PARENT PAYMENT_ON_ACCOUNT P1 -1200.00 open -1200.00',
      'SITE INVOICE F1 1200.00 open 1200.00',
    ]);
  });

  it('owe as the party another was merged into, and as itself again when that is undone', async () => {
    const source = await open();
    await tell(source, { f: [aDocument('F1', { partyKey: 'OLD' })], o: [aParty('OLD')] });
    await tell(source, { o: [aParty('OLD', { mergedIntoKey: 'NEW' })] });
    await tell(source, { n: [aParty('NEW', { name: 'Survivor' })] });
    expect((await claims(source)).map((claim) => claim.split(' due')[0])).toEqual([
      'NEW INVOICE F1 1200.00 open 1200.00',
    ]);
    await tell(source, { o: [aParty('OLD')] });
    expect((await claims(source)).map((claim) => claim.split(' due')[0])).toEqual([
      'OLD INVOICE F1 1200.00 open 1200.00',
    ]);
  });

  it('take the terms the source words, until a person agrees others', async () => {
    const source = await open();
    await tell(source, { f: [aDocument('F1')], c: [aParty('C1', { paymentTerms: '45 jours' })] });
    expect((await claims(source))[0]).toContain('due 2026-02-24 (CUSTOMER_TERMS)');
    await tell(source, { c: [aParty('C1', { paymentTerms: '60 jours' })] });
    expect((await claims(source))[0]).toContain('due 2026-03-11 (CUSTOMER_TERMS)');
    await tell(source, { c: [aParty('C1', { paymentTerms: 'selon accord' })] });
    expect((await claims(source))[0]).toContain('due 2026-03-11 (CUSTOMER_TERMS)');
  });

  it('say the same again without a write', async () => {
    const source = await open();
    const payloads = {
      c: [aParty('C1', { paymentTerms: '45 jours', siren: '552100554' })],
      f: [aDocument('F1')],
      p: [aPayment('P1', { allocations: [against('F1', 120_000n)] })],
      e: [anEvent('E1')],
    };
    await tell(source, payloads);
    source.clock.advanceMs(86_400_000);
    expect(await store(source, payloads)).toEqual([]);
    expect(await rebuild(source)).toEqual([]);
  });
});

async function differences(source: Parameters<typeof claims>[0]): Promise<string[]> {
  const rows = await source.test.query<Record<string, string>>(
    'SELECT * FROM document_difference WHERE tenant_id = $1 ORDER BY document_key, code',
    [source.tenantId],
  );
  return rows.map(
    (row) =>
      `${row['document_key']} ${row['code']} ${row['other_key']} said ${row['said']} counted ${row['counted']}`,
  );
}
