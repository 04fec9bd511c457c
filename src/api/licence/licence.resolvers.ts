import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { defined } from '../../kernel';
import type { RequestContext } from '../request-context';
import { FieldProvenance, Officer, ProviderScore } from '../company/company.type';
import {
  InsuranceCover,
  InsurancePolicy,
  PaymentIndex,
  RecommendedLimit,
  ScreeningHit,
} from '../company/company-opinions.type';
import {
  CompanyIdentifier,
  CompanyOwner,
  Establishment,
  GroupParent,
} from '../company/company-structure.type';
import { FinancialStatement, LegalEvent } from '../company/company-records.type';
import { Connector } from '../connection/connection.type';
import { ProviderLicence, toProviderLicence } from './licence.type';

/** A record as the API tells it, with the connector it came through. */
interface FromConnector {
  connector: string | null;
}

/** Field `licence` of every type whose objects carry the connector they came through. */
function licenceResolver(type: abstract new () => FromConnector): new () => object {
  @Resolver(() => type)
  class LicenceResolver {
    @FieldResolver(() => ProviderLicence, {
      nullable: true,
      description: 'The terms of its source; null when this hub no longer has the connector.',
    })
    licence(@Root() record: FromConnector, @Ctx() context: RequestContext): ProviderLicence | null {
      return licenceOf(context, record.connector);
    }
  }
  return LicenceResolver;
}

@Resolver(() => Connector)
class ConnectorLicenceResolver {
  @FieldResolver(() => ProviderLicence, { description: 'The terms its data comes under.' })
  licence(@Root() connector: Connector, @Ctx() context: RequestContext): ProviderLicence {
    return defined(licenceOf(context, connector.id), 'the licence of a connector');
  }
}

function licenceOf(context: RequestContext, connectorId: string | null): ProviderLicence | null {
  const info = context.services.connectors.find(({ id }) => id === connectorId);
  return info === undefined ? null : toProviderLicence(info.licence);
}

/** Every type of record that providers give; one that is not here tells no licence. */
const LICENSED_TYPES: readonly (abstract new () => FromConnector)[] = [
  ...[FieldProvenance, FinancialStatement, LegalEvent, Officer, ProviderScore],
  ...[CompanyIdentifier, CompanyOwner, Establishment, GroupParent],
  ...[InsuranceCover, InsurancePolicy, PaymentIndex, RecommendedLimit, ScreeningHit],
];

export const LICENCE_RESOLVERS: readonly (new () => object)[] = [
  ConnectorLicenceResolver,
  ...LICENSED_TYPES.map(licenceResolver),
];
