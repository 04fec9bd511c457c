import { Kind, visit, type DocumentNode, type ExecutionResult } from 'graphql';
import type { RequestContext } from '../request-context';

export interface Asking {
  /** Of this one event and subscriber. */
  context: RequestContext;
  execute: (context: RequestContext) => Promise<ExecutionResult>;
}

interface Kept {
  /** Null when it turned out not to be for others. */
  answer: Promise<ExecutionResult | null>;
  at: number;
}

/** A subscriber who comes to an event later than this is told how it stands then. */
const SHARED_MS = 1_000;

/**
 * What one subscription text answers to events. Subscribers who asked the same of the same event in the same role are given
 * one answer, worked out once, as long as it needs nothing but the event: where something was read from the database, was
 * refused or withheld, or depends on variables, each has an execution and loaders of its own.
 */
export class SharedAnswers {
  private readonly kept = new WeakMap<object, Map<string, Kept>>();
  private isShareable: boolean;

  constructor(document: DocumentNode) {
    this.isShareable = !dependsOnVariables(document);
  }

  async to(event: unknown, asking: Asking): Promise<ExecutionResult> {
    const { context, execute } = asking;
    if (!this.isShareable || typeof event !== 'object' || event === null) return execute(context);
    const at = context.now.getTime();
    const known = this.keptFor(event).get(context.key.role);
    if (known !== undefined && at - known.at < SHARED_MS) {
      return (await known.answer) ?? execute(context);
    }
    const own = execute(context);
    const answer = own.then(
      (result) => this.forOthers(result, context),
      () => null,
    );
    this.keptFor(event).set(context.key.role, { answer, at });
    return own;
  }

  private keptFor(event: object): Map<string, Kept> {
    const known = this.kept.get(event);
    if (known !== undefined) return known;
    const made = new Map<string, Kept>();
    this.kept.set(event, made);
    return made;
  }

  private forOthers(result: ExecutionResult, context: RequestContext): ExecutionResult | null {
    // What reads does so for every event: the next subscriber need not wait to learn it.
    if (context.hasRead) this.isShareable = false;
    return context.hasRead || result.errors !== undefined ? null : result;
  }
}

/** Whether variables do more than choose the events: they are the arguments of the subscribed field, and nothing else. */
function dependsOnVariables(document: DocumentNode): boolean {
  let isFound = false;
  visit(document, {
    VariableDefinition: () => false,
    OperationDefinition: (operation) => {
      const selections = operation.selectionSet.selections.map((selection) =>
        selection.kind === Kind.FIELD ? { ...selection, arguments: [] } : selection,
      );
      return { ...operation, selectionSet: { ...operation.selectionSet, selections } };
    },
    Variable: () => {
      isFound = true;
    },
  });
  return isFound;
}
