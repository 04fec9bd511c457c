import { execute, Kind, parse, validate, type OperationDefinitionNode } from 'graphql';
import { apiSchema } from '../../../src/api/schema';
import { PlannedReads } from '../../../src/api/read-plan/planned-reads';
import { RawJson } from '../../../src/api/read-plan/raw-json';
import { RequestContext } from '../../../src/api/request-context';
import { EventHub } from '../../../src/api/subscriptions/event-hub';
import { authenticateKey, type Database } from '../../../src/database';
import { silentLogger, type Clock } from '../../../src/kernel';
import { testActions } from '../api-harness';

export interface BothAnswers {
  /** Null when the operation was left to the resolvers. */
  planned: unknown;
  resolved: unknown;
}

/** Asks an operation by its plan and by the resolvers, which never see each other. */
export class BothPaths {
  private readonly schema = apiSchema();
  private readonly reads = new PlannedReads(this.schema);

  constructor(
    private readonly database: Database,
    private readonly key: string,
    private readonly clock: Clock,
  ) {}

  async ask(text: string, variables: Record<string, unknown> = {}): Promise<BothAnswers> {
    const document = parse(text);
    const faults = validate(this.schema, document);
    if (faults.length > 0) throw new Error(`${faults.join('\n')} in ${text}`);
    const operation = document.definitions.find(
      (definition): definition is OperationDefinitionNode =>
        definition.kind === Kind.OPERATION_DEFINITION,
    );
    if (operation === undefined) throw new Error('no operation');
    const asked = { document, operation, operationName: null, text, variables };
    const planned = await this.reads.answer(asked, await this.context());
    const contextValue = await this.context();
    const resolved = await execute({
      schema: this.schema,
      document,
      contextValue,
      variableValues: variables,
    });
    const { withheld } = contextValue;
    if (withheld.length > 0 && planned !== null) throw withheld[0] ?? new Error();
    if (resolved.errors !== undefined && planned !== null) throw resolved.errors[0] ?? new Error();
    const data: unknown = planned?.data;
    return {
      planned: data instanceof RawJson ? (JSON.parse(data.text) as unknown) : null,
      resolved: resolved.errors ?? (JSON.parse(JSON.stringify(resolved.data)) as unknown),
    };
  }

  private async context(): Promise<RequestContext> {
    const { database, clock } = this;
    const key = await authenticateKey(database, this.key);
    if (key === null) throw new Error('the key is unknown');
    const logger = silentLogger;
    const hub = new EventHub({ database, logger, onSequenced: () => undefined });
    const actions = testActions(database);
    return new RequestContext({ database, clock, logger, actions, connectors: [], hub }, key, 0);
  }
}
