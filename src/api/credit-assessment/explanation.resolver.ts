import { Arg, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { localeOf, parseGlobalId } from '../../kernel';
import { assessmentInputs, type AssessmentInputs } from '../../reports';
import {
  counterfactuals,
  counterfactualText,
  gradeHoldText,
  isDisagreement,
  opinionsOf,
  SCORING_MODELS,
  spreadOf,
  statementCheckText,
  waitsUntil,
  type ModelResults,
  type Opinion,
  type ScoringModel,
  type SourceTerms,
} from '../../scoring';
import { Asked, type AskedField } from '../asked';
import { OWN_COST } from '../query-cost/measure';
import { toSourceRef } from '../source-ref.type';
import { fieldRestricted, readableRows, unreadableTerms, withhold } from '../use-restriction';
import { CreditAssessment } from './credit-assessment.type';
import type { ReferenceFormula } from './explanation.enums';
import { Counterfactual, ReferenceScore, ScoreOpinions, StatementCheck } from './explanation.type';

/** Each is an assessment or several made again: ten thousand of them are seconds of computing. */
const ASSESSED_AGAIN = { [OWN_COST]: 6 };
/** Reads what the assessment was computed from. */
const FROM_INPUTS = { [OWN_COST]: 1 };

const FORMULAS: readonly [ReferenceFormula, keyof ModelResults][] = [
  ['ALTMAN_Z_SECOND', 'altmanZSecond'],
  ['CONAN_HOLDER', 'conanHolder'],
  ['ZMIJEWSKI', 'zmijewski'],
];

/** What an assessment is explained by beside its reasons, from the inputs it was computed from. */
@Resolver(() => CreditAssessment)
export class ExplanationResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why the grade is not the one the numbers ask for, in words; null when it is.',
  })
  heldText(
    @Root() { hold }: CreditAssessment,
    @Arg('locale', () => String, {
      defaultValue: 'en',
      description: 'Language tag: French for "fr" and its regions, else English.',
    })
    tag: string,
  ): string | null {
    return hold === null ? null : gradeHoldText(hold, localeOf(tag));
  }

  @Extensions(FROM_INPUTS)
  @FieldResolver(() => [StatementCheck], {
    description: 'What is wrong or special about the accounts, of those put aside as well.',
  })
  async statementChecks(
    @Root() assessment: CreditAssessment,
    @Asked() { context, info }: AskedField,
  ): Promise<StatementCheck[]> {
    const stored = await storedOf(assessment, context);
    const checks = (stored?.decision.statementChecks ?? []).map((facts) => ({
      facts,
      ...licenceOf(termsOfStatement(stored, facts.statementKey)),
    }));
    return readableRows(checks, context, info).map(({ facts }) => {
      const { code, fields, closedOn, isRefusal, statementKey: sourceKey } = facts;
      const statement = toSourceRef({ kind: 'statement', sourceKey });
      return { code, fields: [...fields], closedOn, isRefusal, statement, facts };
    });
  }

  @Extensions(FROM_INPUTS)
  @FieldResolver(() => [ReferenceScore], {
    description:
      'What published formulas say of the same accounts; none when they may not be told.',
  })
  async referenceScores(
    @Root() assessment: CreditAssessment,
    @Asked() { context, info }: AskedField,
  ): Promise<ReferenceScore[]> {
    const stored = await storedOf(assessment, context);
    if (stored === null) return [];
    const terms = termsOfStatement(stored, stored.decision.statementKey);
    const hidden = unreadableTerms(context, [terms ?? undefined]);
    if (hidden !== null) {
      withhold(fieldRestricted('CreditAssessment.referenceScores', hidden), context, info);
      return [];
    }
    return FORMULAS.map(([formula, key]) => {
      const { value, zone, risk, probability, reason } = stored.decision.models[key];
      // Decisions of older models have no probability stored.
      return {
        formula,
        value,
        zone,
        risk,
        probability: probability ?? null,
        absentBecause: reason,
      };
    });
  }

  @Extensions(ASSESSED_AGAIN)
  @FieldResolver(() => [Counterfactual], {
    description:
      'What would better the score, the greatest gain first. What accounts tell that the caller may not read is left out.',
  })
  async counterfactuals(
    @Root() assessment: CreditAssessment,
    @Asked() { context, info }: AskedField,
  ): Promise<Counterfactual[]> {
    const stored = await storedOf(assessment, context);
    const model = modelBehind(stored);
    if (stored === null || model === null) return [];
    const { grade: held, gradeState, decision } = stored;
    const until = waitsUntil(gradeState, decision);
    const hold = { held, until: until === null ? null : { date: until } };
    const found = counterfactuals(stored.inputs, model).map((facts) => ({
      ...{ ...facts, facts, hold },
      ...licenceOf(facts.terms ?? null),
    }));
    return readableRows(found, context, info);
  }

  @Extensions(ASSESSED_AGAIN)
  @FieldResolver(() => Counterfactual, {
    nullable: true,
    description: 'The change that would better the score most; null when none would.',
  })
  async counterfactual(
    @Root() assessment: CreditAssessment,
    @Asked() asked: AskedField,
  ): Promise<Counterfactual | null> {
    return (await this.counterfactuals(assessment, asked))[0] ?? null;
  }

  @Extensions(FROM_INPUTS)
  @FieldResolver(() => ScoreOpinions, {
    description:
      'Our view, each provider’s and observed payment side by side. A score the caller may not read is left out, of the spread as well.',
  })
  async opinions(
    @Root() assessment: CreditAssessment,
    @Asked() { context, info }: AskedField,
  ): Promise<ScoreOpinions> {
    const stored = await storedOf(assessment, context);
    const model = modelBehind(stored);
    const all = stored === null || model === null ? [] : told(stored, model);
    const readable = readableRows(all, context, info);
    const spreadNotches = spreadOf(readable);
    return {
      opinions: readable.map((each) => ({ ...each, probabilityOfDefault: each.probability })),
      spreadNotches,
      isDisagreement: isDisagreement(spreadNotches),
    };
  }
}

@Resolver(() => Counterfactual)
export class CounterfactualResolver {
  @FieldResolver(() => String, { description: 'The change and its gain in words.' })
  text(
    @Root() { facts, hold }: Counterfactual,
    @Arg('locale', () => String, {
      defaultValue: 'en',
      description: 'Language tag: French for "fr" and its regions, else English.',
    })
    tag: string,
  ): string {
    const params = { ...facts.params, ...hold, gain: facts.scoreGain, grade: facts.gradeThen };
    return counterfactualText(facts.code, params, localeOf(tag));
  }
}

@Resolver(() => StatementCheck)
export class StatementCheckResolver {
  @FieldResolver(() => String, { description: 'The finding in words.' })
  text(
    @Root() { facts }: StatementCheck,
    @Arg('locale', () => String, {
      defaultValue: 'en',
      description: 'Language tag: French for "fr" and its regions, else English.',
    })
    tag: string,
  ): string {
    const params = { closedOn: { date: facts.closedOn } };
    return statementCheckText(facts.code, params, localeOf(tag));
  }
}

export const EXPLANATION_RESOLVERS = [
  ExplanationResolver,
  CounterfactualResolver,
  StatementCheckResolver,
] as const;

function storedOf(
  assessment: CreditAssessment,
  context: AskedField['context'],
): Promise<AssessmentInputs | null> {
  const { id } = parseGlobalId(assessment.id);
  return context.batch('assessmentInputs', assessmentInputs).load(id);
}

/** The model that decided; null for one this build no longer has. */
function modelBehind(stored: AssessmentInputs | null): ScoringModel | null {
  const version = stored?.modelVersion;
  return SCORING_MODELS.find((model) => model.version === version) ?? null;
}

function told(
  stored: AssessmentInputs,
  model: ScoringModel,
): (Opinion & ReturnType<typeof licenceOf>)[] {
  const opinions = opinionsOf(stored.inputs, stored, model);
  return opinions.map((opinion) => ({ ...opinion, ...licenceOf(opinion.terms ?? null) }));
}

function termsOfStatement(
  stored: AssessmentInputs | null,
  statementKey: string | null,
): SourceTerms | null {
  const statement = stored?.inputs.statements.find(({ sourceKey }) => sourceKey === statementKey);
  return statement?.terms ?? null;
}

function licenceOf(terms: SourceTerms | null): {
  useRestriction: SourceTerms['restriction'] | 'NONE';
  connectorId: string;
} {
  return { useRestriction: terms?.restriction ?? 'NONE', connectorId: terms?.connector ?? '' };
}
