import { CoverRequestEntity } from './cover-request.entity';
import { CreditLimitEntity } from './credit-limit.entity';

/** The tables this stage writes. */
export const limitEntities = [CreditLimitEntity, CoverRequestEntity] as const;
