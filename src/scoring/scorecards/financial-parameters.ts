/** What a version of the model says of reading accounts. */
export interface FinancialParameters {
  /** Version of the table of ratios. */
  readonly ratioTable: string;
  /** Fewer known ratios say nothing; from `fullRatios` on they say all they can. */
  readonly leastRatios: number;
  readonly fullRatios: number;
  /** Ratios told one by one, the strongest first; the others are one line. */
  readonly ratiosTold: number;
  /** Months after the closing day from which accounts are old, and from which they are not used. */
  readonly staleMonths: number;
  readonly unusableMonths: number;
  /** Lengths of a year whose flows may be brought to twelve months. */
  readonly yearMonths: { readonly least: number; readonly most: number };
  /** Share of firms that fail in a year, to which the published probability of Conan and Holder is brought. */
  readonly referenceBaseRate: number;
  /** A holding by its shape: turnover below, and financial assets above, these shares of total assets. */
  readonly holding: {
    readonly mostTurnoverToAssets: number;
    readonly leastFinancialAssets: number;
  };
  /** Differences of totals: told above so many minor units, refused above this share of total assets. */
  readonly tolerance: { readonly flaggedMinor: number; readonly refusedShareOfAssets: number };
}
