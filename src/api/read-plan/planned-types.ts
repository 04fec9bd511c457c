import type { TypePlan } from './compiler';
import { companyPlan, employeesPlan } from './types/company.plan';
import {
  assessmentOverridePlan,
  creditAssessmentPlan,
  reasonPlan,
} from './types/credit-assessment.plan';
import { creditLimitPlan, limitTermPlan } from './types/credit-limit.plan';
import { companyMatchPlan, customerPlan } from './types/customer.plan';
import { receivableEntryPlan, receivablePlan } from './types/receivable.plan';
import { riskAlertPlan } from './types/risk-alert.plan';

/** Every type whose fields are planned. What is not here, and every field a plan leaves out, the resolvers answer. */
export const PLANNED_TYPES: ReadonlyMap<string, TypePlan> = new Map(
  [
    assessmentOverridePlan,
    companyMatchPlan,
    companyPlan,
    creditAssessmentPlan,
    creditLimitPlan,
    customerPlan,
    employeesPlan,
    limitTermPlan,
    reasonPlan,
    receivableEntryPlan,
    receivablePlan,
    riskAlertPlan,
  ].map((plan) => [plan.type, plan]),
);
