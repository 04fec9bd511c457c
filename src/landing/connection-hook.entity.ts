import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { ConnectionEntity } from './connection.entity';

/** The address a provider may ring when something has changed. */
@Entity('connection_hook', {
  comment:
    'The address a provider may ring: known by the hash of its token; the token itself is sealed like a credential.',
})
@Unique('connection_hook_token_key', ['tokenHash'])
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'connection_hook_connection_fkey',
  onDelete: 'CASCADE',
})
export class ConnectionHookEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'token_hash' })
  tokenHash!: string;

  @Column('text', { name: 'sealed_token' })
  sealedToken!: string;

  @Column('text', { name: 'secret_key_id' })
  secretKeyId!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', {
    name: 'rung_at',
    nullable: true,
    comment: 'When a ring last asked for a sync; more rings within a minute ask for none.',
  })
  rungAt!: Date | null;
}
