import { CreditLimitEntity } from './credit-limit.entity';

/** The tables this stage writes. */
export const limitEntities = [CreditLimitEntity] as const;
