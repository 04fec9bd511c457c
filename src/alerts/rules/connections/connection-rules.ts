import type { ConnectionRule } from '../../connections/connection-alert-types';
import { budgetNearlySpent } from './budget-nearly-spent.rule';
import { connectionFailing } from './connection-failing.rule';
import { connectionStale } from './connection-stale.rule';

/** Every rule about connections. Explicit: what raises an alert is one list. */
export const CONNECTION_RULES: readonly ConnectionRule[] = [
  connectionFailing,
  connectionStale,
  budgetNearlySpent,
];
