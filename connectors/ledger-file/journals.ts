/** What a journal holds by its code, where nothing else tells. */

const SALES = /^(v|ve|vt|vte|ven|vent|vf|fa|fac|fact|fc|fv|vtes?|vn|sal)\d*$/;
const CASH =
  /^(b|bq|ba|bn|bnq|ban|bank|banq|bqe|bp|bnp|sg|ce|ca|cic|lcl|cm|ccp|cr|cai|cais|caisse|cash|tr|treso|tres|rg|reg|regl|enc|en|ch|chq|lcr|prlv|prl|vir|cb|d)\d*$/;
const OTHER = /^(od|odv|oda|div|an|sal|paie|ac|ach|hac|ha)\d*$/;

/** SALES and CASH by the usual codes, OTHER for miscellaneous; null for a code of somebody's own. */
export function journalClass(code: string): 'SALES' | 'CASH' | 'OTHER' | null {
  const folded = code.trim().toLowerCase();
  if (OTHER.test(folded)) return 'OTHER';
  if (SALES.test(folded)) return 'SALES';
  return CASH.test(folded) ? 'CASH' : null;
}
