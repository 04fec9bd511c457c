import type { ScoringRunKind, ScoringRunStatus } from '../../scoring';
import { defineEnum } from '../define-enum';

export const ScoringRunKindEnum = defineEnum<ScoringRunKind>(
  'ScoringRunKind',
  'What set a scoring run going.',
  {
    NIGHTLY: 'The nightly job: whom time or news may have changed.',
    PIPELINE: 'A sync or an import: whom it touched.',
    REQUESTED: 'Somebody asked for it.',
    POLICY: 'A credit policy was published.',
  },
);

export const ScoringRunStatusEnum = defineEnum<ScoringRunStatus>(
  'ScoringRunStatus',
  'Where a scoring run stands.',
  {
    RUNNING: 'It is under way.',
    DONE: 'It came to the end.',
    FAILED:
      'An error ended it; what it had decided by then stays, the rest waits for the next run.',
    ABANDONED:
      'Its process is gone; what it had decided by then stays, the rest waits for the next run.',
  },
);
