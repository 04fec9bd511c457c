/** All audits in the order of their ids. An id is permanent: an audit that is dropped leaves a gap. */
import type { Audit } from './audit';
import { C01, C02, C16 } from './declaration.audits';
import { C19, C20 } from './document.audits';
import { C11, C12 } from './failure.audits';
import { C15, C18 } from './malformed.audits';
import { C21 } from './ping.audits';
import { C22, C23 } from './purchase.audits';
import { C03, C04, C05, C06, C07, C08 } from './reading.audits';
import { C13, C14, C17 } from './safety.audits';
import { C09, C10 } from './values.audits';

export const AUDITS: readonly Audit[] = [
  ...[C01, C02, C03, C04, C05, C06, C07, C08, C09, C10],
  ...[C11, C12, C13, C14, C15, C16, C17, C18, C19, C20],
  ...[C21, C22, C23],
];
