import type { ConnectionAlertRule, ConnectionResolution } from '../../alerts';
import { defineEnum } from '../define-enum';

export const ConnectionAlertRuleEnum = defineEnum<ConnectionAlertRule>(
  'ConnectionAlertRule',
  'What is wrong with a connection.',
  {
    CONNECTION_FAILING: 'Its runs fail again and again, or its credentials were refused.',
    CONNECTION_STALE: 'Nothing was read for longer than its own rhythm explains.',
    BUDGET_NEARLY_SPENT: 'What it may buy this month is nearly, or wholly, bought.',
  },
);

export const ConnectionResolutionEnum = defineEnum<ConnectionResolution>(
  'ConnectionResolution',
  'Why what was wrong with a connection is over.',
  {
    SYNCED_AGAIN: 'A run succeeded.',
    PAUSED: 'It was paused, which is told by another alert.',
    DISCONNECTED: 'It was disconnected.',
    MONTH_OVER: 'The month of the budget is over.',
    BUDGET_RAISED: 'The budget was raised.',
    BUDGET_REMOVED: 'It has no budget any more.',
  },
);
