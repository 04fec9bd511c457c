import {
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { USE_RESTRICTIONS } from '../../connector-kit';
import { configError, isEncoursError } from '../../kernel';
import type { Present } from '../../reports';
import type { RequestContext } from '../request-context';
import { mayRead } from '../roles';
import { MAX_ANSWER_BYTES } from './compiler';
import { NeedsPresent, NotPlanned } from './not-planned';
import { PlanCache } from './plan-cache';
import { planOperation, type ReadPlan, type Reader } from './plan-operation';
import { RawJson } from './raw-json';
import { fillTexts, TEXT_MARK } from './texts';

export interface AskedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** The text, which the plan is remembered by. */
  text: string;
  operationName: string | null;
  variables: Record<string, unknown>;
}

/**
 * Answers list and report operations by one SQL statement each. What it answers is what the resolvers would: an operation
 * with anything that is not planned is left to them, and so is one whose arguments are wrong, since they tell where.
 */
export class PlannedReads {
  private readonly cache = new PlanCache();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Null for what the resolvers have to answer. */
  async answer(asked: AskedOperation, context: RequestContext): Promise<ExecutionResult | null> {
    const plan = this.remembered(asked, context);
    if (plan === null) return null;
    const first = plan === 'needs present' ? plan : await this.read(plan, context);
    if (first === null || typeof first === 'object') return first;
    const later = this.plan(asked, context, await context.readPresent());
    if (later === null || later === 'needs present') return null;
    const second = await this.read(later, context);
    return second === 'needs present' ? null : second;
  }

  private remembered(asked: AskedOperation, context: RequestContext): Outcome {
    const { key } = context;
    const name = [
      key.tenantId,
      key.role,
      key.booksCurrency,
      context.today,
      asked.operationName ?? '',
      JSON.stringify(asked.variables),
      asked.text,
    ].join('\n');
    const known = this.cache.find(name);
    if (known !== undefined) return known;
    const plan = this.plan(asked, context, null);
    if (plan === null || (plan !== 'needs present' && plan.isReusable)) this.cache.keep(name, plan);
    return plan;
  }

  /** Plans for a present that was read, or for what it is supposed to be: that nothing is under way or to come. */
  private plan(asked: AskedOperation, context: RequestContext, read: Present | null): Outcome {
    const { tenantId, booksCurrency, timeZone, role } = context.key;
    const { now } = context;
    const present = read ?? { now, timeZone, horizon: now, hasFutureEntries: false };
    const reader: Reader = {
      ...{ tenantId, booksCurrency, cost: context.cost, present },
      isAssumed: read === null,
      hidden: USE_RESTRICTIONS.filter((restriction) => !mayRead(restriction, role, 'GRAPHQL')),
      textMark: TEXT_MARK,
    };
    try {
      return planOperation({ ...asked, schema: this.schema }, reader);
    } catch (error) {
      if (error instanceof NeedsPresent) return 'needs present';
      const isForResolvers =
        error instanceof NotPlanned || error instanceof GraphQLError || isEncoursError(error);
      if (!isForResolvers) throw error;
      return null;
    }
  }

  /** Null when the resolvers have to answer; or the present has to be read, not being what the plan assumes. */
  private async read(
    plan: ReadPlan,
    context: RequestContext,
  ): Promise<ExecutionResult | 'needs present' | null> {
    const name = this.cache.nameOf(plan.sql);
    const row = await context
      .readOnce<PlannedRow>({
        text: plan.sql,
        values: plan.values,
        ...(name === undefined ? {} : { name }),
      })
      .catch(leftToResolvers);
    if (row === null || row.isForResolvers) return null;
    if (row.isOtherwise) return 'needs present';
    if (row.data === null) throw tooLong();
    const json = new RawJson(plan.hasTexts ? fillTexts(row.data) : row.data);
    return { data: json as unknown as Record<string, unknown> };
  }
}

/** What `leave_to_resolvers()` raises when a selected company has values that not everybody may read. */
const RESTRICTED_MET = 'ENR01';

function leftToResolvers(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === RESTRICTED_MET) return null;
  throw error;
}

function tooLong(): Error {
  return configError(
    'QUERY_TOO_COSTLY',
    `the answer has more than ${MAX_ANSWER_BYTES / 1_000_000} megabytes`,
    { remedy: 'Ask for less at once, or use an export.' },
  );
}

interface PlannedRow {
  /** Null when it is not to be read here, or too long to be. */
  data: string | null;
  isOtherwise: boolean;
  isForResolvers: boolean;
}

type Outcome = ReadPlan | 'needs present' | null;
