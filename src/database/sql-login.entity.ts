import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { ApiKeyEntity } from './api-key.entity';

/** The PostgreSQL login of a key. */
@Entity('sql_login', {
  comment: 'The PostgreSQL login of a key, for BI tools that speak SQL.',
})
@Unique('sql_login_role_key', ['roleName'])
@ForeignKey(() => ApiKeyEntity, ['tenantId', 'apiKeyId'], ['tenantId', 'apiKeyId'], {
  name: 'sql_login_key_fkey',
  onDelete: 'CASCADE',
})
export class SqlLoginEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'api_key_id' })
  apiKeyId!: string;

  @Column('text', {
    name: 'role_name',
    comment: 'Name of the login on the server; its password is the key.',
  })
  roleName!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
