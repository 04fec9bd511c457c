import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A seller: whose customers, receivables and limits the rows of one tenant id are. */
@Entity('tenant', {
  comment: 'A seller: whose customers, receivables and limits the rows of one tenant_id are.',
})
@Unique('tenant_slug_key', ['slug'])
@Check('tenant_slug_check', "slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'")
export class TenantEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'books_currency', default: 'EUR' })
  booksCurrency!: string;

  @Column('text', { name: 'time_zone', default: 'Europe/Paris' })
  timeZone!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
