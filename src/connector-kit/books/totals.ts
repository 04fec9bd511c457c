/** Debit and Credit of a whole file, as the columns add up: exact whatever their size. */
export class Totals {
  private debitMinor = 0n;
  private creditMinor = 0n;
  private debit = 0;
  private credit = 0;

  add(debit: number, credit: number): void {
    const isExact =
      Number.isSafeInteger(this.debit + debit) && Number.isSafeInteger(this.credit + credit);
    if (!isExact) this.flush();
    this.debit += debit;
    this.credit += credit;
  }

  read(): { debitMinor: bigint; creditMinor: bigint } {
    this.flush();
    return { debitMinor: this.debitMinor, creditMinor: this.creditMinor };
  }

  private flush(): void {
    this.debitMinor += BigInt(this.debit);
    this.creditMinor += BigInt(this.credit);
    this.debit = 0;
    this.credit = 0;
  }
}
