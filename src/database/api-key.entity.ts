import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { oneOf } from './one-of';
import { TenantEntity } from './tenant.entity';

/** What a key may do; each role of the API, the weakest first. */
export const API_ROLES = [
  'VIEWER',
  'ANALYST',
  'CREDIT_MANAGER',
  'APPROVER',
  'INTEGRATOR',
  'ADMIN',
] as const;
export type ApiRole = (typeof API_ROLES)[number];

/** A key of the API, known by its hash only. */
@Entity('api_key')
@Unique('api_key_hash_key', ['keyHash'])
@Check('api_key_role_check', oneOf('role', API_ROLES))
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'api_key_tenant_id_fkey' })
export class ApiKeyEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'api_key_id' })
  apiKeyId!: string;

  @Column('text', {
    name: 'key_hash',
    comment: 'SHA-256 of the key, hex: the key itself is shown once and never stored.',
  })
  keyHash!: string;

  @Column('text')
  label!: string;

  @Column('text')
  role!: ApiRole;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
