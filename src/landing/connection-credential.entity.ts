import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ConnectionEntity } from './connection.entity';

/** The newest tokens of a connection whose provider replaces them. */
@Entity('connection_credential', {
  comment:
    'The tokens of a connection whose provider replaces the refresh token with each use: the newest ones, sealed like a credential.',
})
@Check('connection_credential_sealed_check', '(sealed_tokens IS NULL) = (secret_key_id IS NULL)')
@Check(
  'connection_credential_renewed_check',
  '(sealed_tokens IS NULL) = (renewed_at IS NULL) AND (sealed_tokens IS NULL) = (access_until IS NULL)',
)
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'connection_credential_connection_fkey',
  onDelete: 'CASCADE',
})
export class ConnectionCredentialEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', {
    name: 'given_hash',
    comment:
      'Hash of the refresh token in the settings that this began with: when the owner gives another, what is kept here counts no more.',
  })
  givenHash!: string;

  @Column('text', {
    name: 'sealed_tokens',
    nullable: true,
    comment:
      'AES-256-GCM of the JSON of access and refresh token, bound to tenant and connection; NULL while the first renewal is under way.',
  })
  sealedTokens!: string | null;

  @Column('text', { name: 'secret_key_id', nullable: true })
  secretKeyId!: string | null;

  @Column('timestamptz', {
    name: 'access_until',
    nullable: true,
    comment: 'The end of the access token, as the provider stated it.',
  })
  accessUntil!: Date | null;

  @Column('timestamptz', { name: 'renewed_at', nullable: true })
  renewedAt!: Date | null;

  @Column('timestamptz', {
    name: 'presented_at',
    nullable: true,
    comment:
      'When the refresh token kept, or given, was presented to the provider; NULL once its answer is stored. One that stays says that a process ended between the two.',
  })
  presentedAt!: Date | null;
}
