import { CreditAssessmentEntity } from './credit-assessment.entity';

/** The tables this stage writes. */
export const scoringEntities = [CreditAssessmentEntity] as const;
