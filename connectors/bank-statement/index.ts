/**
 * Bank statements as banks send them: CAMT.053, MT940 and CFONB120, told apart by content. Promises every booked movement
 * once, exact to the cent, with all a payment is recognised by; what cannot be read is set aside with its line, and a
 * statement that does not add up is named with both figures. No network.
 */
import { defineConnector, type Connector } from '../../src/connector-kit';
import { BankStatementConfig } from './config';
import { formatOf, readStatements } from './read-statement';

export { BankStatementConfig } from './config';

export const bankStatement: Connector<BankStatementConfig> = defineConnector({
  id: 'bank-statement',
  kind: 'file',
  name: 'Bank statements (CAMT.053, MT940, CFONB120)',
  version: '1.0.0',
  hosts: [],
  config: BankStatementConfig,
  limits: { requestsPerSecond: 1, concurrency: 1, timeoutMs: 1, retries: 0, source: 'files only' },
  licence: {
    name: 'your own statements',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'The statements are yours.',
  },
  deletes: { none: 'A bank undoes a movement by another one, never by leaving it out.' },
  docs: {
    homepage: 'https://www.iso20022.org',
    reference: 'https://www.iso20022.org/iso-20022-message-definitions',
    evidence: 'good',
    unverified: [
      'Which rejection codes a bank puts in CFONB120: any that is neither blank nor 00 is taken for a return.',
      'That the MT940 codes 108, 109, 159 and 181 are returns at every bank that writes ?-subfields.',
    ],
  },
  file: {
    records: ['bankStatement', 'bankTransaction'],
    sniff: (_name, head) => formatOf(head) !== null,
    read: readStatements,
  },
});
