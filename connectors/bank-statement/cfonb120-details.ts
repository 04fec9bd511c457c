/** What the detail lines of an operation say, by their codes; text under codes nobody knows is kept as text. */
import { ibanIn } from './iban';
import { present } from './values';

export interface Details {
  debtor: string | null;
  creditor: string | null;
  account: string | null;
  reference: string | null;
  clientReference: string | null;
  structured: string[];
  text: string[];
}

/** Codes that say nothing of what was paid: amounts before exchange, and fees. */
const OTHER_SUMS: ReadonlySet<string> = new Set(['MMO', 'FEE']);

/** Reads "NPYNAME OF DEBTOR" and its like; a code that comes again goes on where it stopped. */
export function detailsOf(lines: readonly string[]): Details {
  const byCode = new Map<string, string>();
  for (const line of lines) {
    const code = line.slice(0, 3);
    const said = line.slice(3);
    byCode.set(code, `${byCode.get(code) ?? ''}${said}${code === 'RCN' ? '' : ' '}`);
  }
  const at = (code: string): string | null => present(byCode.get(code));
  const client = byCode.get('RCN') ?? '';
  const structured = at('LCS');
  return {
    debtor: at('NPY') ?? at('NPO'),
    creditor: at('NBE') ?? at('NBU'),
    account: [...ACCOUNTS].reduce<string | null>(
      (found, code) => found ?? ibanIn(byCode.get(code) ?? ''),
      null,
    ),
    reference: at('REF'),
    clientReference: present(client.slice(0, 35)),
    structured: structured === null ? [] : [structured],
    text: [...byCode]
      .filter(([code, said]) => !isElsewhere(code, said) && !OTHER_SUMS.has(code))
      .map(([, said]) => present(said))
      .concat(present(client.slice(35)))
      .filter((said) => said !== null),
  };
}

/** What has a field of its own; a payer's number that is no account is one it may be known by. */
function isElsewhere(code: string, said: string): boolean {
  return ACCOUNTS.has(code) ? ibanIn(said) !== null : STRUCTURED.has(code);
}

const ACCOUNTS: ReadonlySet<string> = new Set(['IPY', 'IBE', 'CPY', 'CBE']);
const STRUCTURED: ReadonlySet<string> = new Set([
  ...['NPY', 'NPO', 'NBE', 'NBU', 'REF', 'RCN', 'LCS'],
]);
