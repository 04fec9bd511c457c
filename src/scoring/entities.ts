import { CreditAssessmentEntity } from './credit-assessment.entity';
import { CustomerCheckEntity } from './customer-check.entity';
import { RescoreMarkEntity } from './rescore-mark.entity';
import { ScoringModelChoiceEntity } from './scoring-model-choice.entity';
import { ScoringRunEntity } from './scoring-run.entity';
import { ShadowAssessmentEntity } from './shadow-assessment.entity';
import { ShadowRunEntity } from './shadow-run.entity';

/** The tables this stage writes. */
export const scoringEntities = [
  CreditAssessmentEntity,
  RescoreMarkEntity,
  ScoringRunEntity,
  CustomerCheckEntity,
  ScoringModelChoiceEntity,
  ShadowRunEntity,
  ShadowAssessmentEntity,
] as const;
