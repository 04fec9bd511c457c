import { CoverRequestEntity } from './cover-request.entity';
import { CreditLimitApprovalEntity } from './credit-limit-approval.entity';
import { CreditLimitEntity } from './credit-limit.entity';
import { CreditPolicyEntity } from './credit-policy.entity';
import { CreditReservationEntity } from './credit-reservation.entity';
import { ExceptionGrantEntity } from './exception-grant.entity';
import { SupplyHoldEntity } from './supply-hold.entity';

/** The tables this stage writes. */
export const limitEntities = [
  CreditLimitEntity,
  CreditLimitApprovalEntity,
  CoverRequestEntity,
  CreditPolicyEntity,
  CreditReservationEntity,
  SupplyHoldEntity,
  ExceptionGrantEntity,
] as const;
