import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf, TenantEntity } from '../database';
import type { ConnectionStatus } from './connections';

const STATUSES = [
  'ACTIVE',
  'PAUSED',
  'DISCONNECTED',
] as const satisfies readonly ConnectionStatus[];

/** One configured use of a connector by a tenant. */
@Entity('connection')
@Unique('connection_name_key', ['tenantId', 'connectorId', 'name'])
@Check('connection_sealed_check', `(sealed_secrets = '{}'::jsonb) = (secret_key_id IS NULL)`)
@Check('connection_status_check', oneOf('status', STATUSES))
@Check('connection_use_restriction_check', oneOf('use_restriction_override', USE_RESTRICTIONS))
@Check('connection_retention_check', 'retention_days_override > 0')
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'connection_tenant_id_fkey' })
export class ConnectionEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text')
  name!: string;

  @Column('jsonb', { default: {} })
  config!: Record<string, unknown>;

  @Column('text', { default: 'ACTIVE' })
  status!: ConnectionStatus;

  @Column('text', { name: 'status_code', nullable: true })
  statusCode!: string | null;

  @Column('text', { name: 'status_reason', nullable: true })
  statusReason!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_succeeded_at', nullable: true })
  lastSucceededAt!: Date | null;

  @Column('text', {
    name: 'use_restriction_override',
    nullable: true,
    comment:
      "What the tenant's own contract with the provider allows; NULL for what the connector's licence says.",
  })
  useRestrictionOverride!: UseRestriction | null;

  @Column('integer', {
    name: 'retention_days_override',
    nullable: true,
    comment:
      "Days the contract lets facts be kept without being seen again; NULL for what the connector's licence says.",
  })
  retentionDaysOverride!: number | null;

  @Column('jsonb', {
    name: 'sealed_secrets',
    default: {},
    comment:
      'Secret settings by name, each AES-256-GCM of its JSON: base64 of nonce, ciphertext and tag, bound to tenant, connection and name.',
  })
  sealedSecrets!: Record<string, string>;

  @Column('text', {
    name: 'secret_key_id',
    nullable: true,
    comment: 'Which key opens them; the key itself is never in the database.',
  })
  secretKeyId!: string | null;

  @Column('timestamptz', {
    name: 'portfolio_checked_at',
    nullable: true,
    comment:
      'When all that the provider says it watches was last compared with what we asked it to watch.',
  })
  portfolioCheckedAt!: Date | null;
}
