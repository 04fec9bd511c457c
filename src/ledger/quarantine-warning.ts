import type { FileSummary, FileWarning, QuarantinedLine } from '../connector-kit';

/** Accounts that hold customers, wherever they stand in a line that could not be taken apart. */
const CUSTOMER_ACCOUNT = /^41[1369]\w*$/;
const NAMED_MAX = 3;

/**
 * Says that lines set aside were customers' lines, so that their open items are not complete; null when none was. Told by
 * the fields that are a customer account or one of the codes the file's other lines use.
 */
export function quarantineWarning(
  quarantine: readonly QuarantinedLine[],
  { separator }: Pick<FileSummary, 'separator'>,
  accounts: ReadonlySet<string>,
): FileWarning | null {
  const named = new Set<string>();
  let first: number | null = null;
  let count = 0;
  for (const { line, raw } of quarantine) {
    const fields = raw.split(separator).map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
    const codes = fields.filter((field) => accounts.has(field));
    if (codes.length === 0 && !fields.some((field) => CUSTOMER_ACCOUNT.test(field))) continue;
    for (const code of codes) named.add(code);
    first ??= line;
    count++;
  }
  if (count === 0) return null;
  const some = [...named].slice(0, NAMED_MAX).join(', ');
  const whose = named.size === 0 ? '' : ` (${some}${named.size > NAMED_MAX ? ' …' : ''})`;
  return {
    code: 'CUSTOMER_LINES_QUARANTINED',
    message: `customer lines were set aside${whose}: what these customers owe is not complete`,
    line: first,
    count,
  };
}
