/** Of a row of lines, or of the claims they make: lines of one invoice, its instalments, stand together by this key. */
export const LINE_KEY = (row: string, number = 'reference'): string =>
  `'line:' || ${row}.customer_id || ':' || number_key(${row}.${number}) || ':' || ${row}.issued_on`;
