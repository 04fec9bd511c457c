import type { CandidateStatus, MatchStatus } from '../../reports';
import { defineEnum } from '../define-enum';

export const MatchStatusEnum = defineEnum<MatchStatus>(
  'MatchStatus',
  'How far it is known which company a customer is.',
  {
    UNMATCHED: 'Not looked for yet.',
    SUGGESTED: 'There are candidates, none certain enough: somebody must say.',
    AUTOMATIC: 'Matched by the hub, above the threshold of confidence.',
    CONFIRMED: 'Matched by a person.',
    POOLED: 'A shared account of the books, which is no company.',
    NO_CANDIDATE: 'Looked for, and nothing similar was found.',
  },
);

export const CandidateStatusEnum = defineEnum<CandidateStatus>(
  'CandidateStatus',
  'What became of a candidate.',
  {
    SUGGESTED: 'Waits for a decision.',
    CONFIRMED: 'The customer is this company.',
    REJECTED: 'The customer is not this company; never suggested again.',
  },
);
