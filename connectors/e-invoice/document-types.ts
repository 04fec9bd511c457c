/** UNTDID 1001: what the type code of a document (BT-3) makes of it. */

/** Their amounts are written without a sign and lessen what is owed. */
const CREDITS: ReadonlySet<string> = new Set(
  '81 83 261 262 296 308 381 396 420 458 502 503 532'.split(' '),
);
/** Assigned to a factor: the debtor pays somebody else. 472, 473, 501 and 502 are of the French list. */
const FACTORED: ReadonlySet<string> = new Set('393 396 472 473 501 502'.split(' '));
/** In the place of an invoice they name. */
const CORRECTIVE: ReadonlySet<string> = new Set('384 471 472 473'.split(' '));
const ORDERS: ReadonlySet<string> = new Set(
  '105 220 221 222 224 225 226 227 228 229 230 231 232 240 245'.split(' '),
);
const PROFORMA = '325';
const INVOICES: ReadonlySet<string> = new Set(
  (
    '71 80 82 84 102 130 202 203 204 211 218 219 295 326 331 380 382 383 384 385 386 387 388 389 390 393 394 395 456 ' +
    '457 471 472 473 500 501 527 553 575 623 633 751 780 817 870 875 876 877 935'
  ).split(' '),
);

export interface DocumentType {
  isCredit: boolean;
  isFactored: boolean;
  isCorrective: boolean;
  isOrder: boolean;
  isProforma: boolean;
  isKnown: boolean;
}

/** What a type code says; a code nobody knows is an invoice. */
export function documentType(code: string): DocumentType {
  return {
    isCredit: CREDITS.has(code),
    isFactored: FACTORED.has(code),
    isCorrective: CORRECTIVE.has(code),
    isOrder: ORDERS.has(code),
    isProforma: code === PROFORMA,
    isKnown: INVOICES.has(code) || CREDITS.has(code),
  };
}
