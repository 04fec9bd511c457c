import { createTenant, listTenants, type Tenant } from '../../database';
import { runCommand, type OutputOptions } from '../command-run';
import { withDatabase } from '../open-database';
import { textTable } from '../text-table';

export interface CreateTenantOptions extends OutputOptions {
  name?: string;
  currency?: string;
  timeZone?: string;
}

export function createTenantCommand(slug: string, options: CreateTenantOptions): Promise<void> {
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const { name, currency, timeZone } = options;
      const tenant = await createTenant(database, {
        slug,
        ...(name === undefined ? {} : { name }),
        ...(currency === undefined ? {} : { booksCurrency: currency }),
        ...(timeZone === undefined ? {} : { timeZone }),
      });
      run.answer(shown(tenant), [`Tenant ${tenant.slug} is there (${tenant.tenantId}).`]);
    }),
  );
}

export function listTenantsCommand(options: OutputOptions): Promise<void> {
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const tenants = await listTenants(database);
      const rows = tenants.map((tenant) => [
        tenant.slug,
        tenant.name,
        tenant.booksCurrency,
        tenant.timeZone,
        tenant.createdAt.toISOString().slice(0, 10),
      ]);
      run.answer(
        { tenants: tenants.map(shown) },
        textTable(['SLUG', 'NAME', 'CURRENCY', 'TIME ZONE', 'CREATED'], rows),
      );
    }),
  );
}

function shown(tenant: Tenant): Record<string, string> {
  const { tenantId, slug, name, booksCurrency, timeZone, createdAt } = tenant;
  return { tenantId, slug, name, booksCurrency, timeZone, createdAt: createdAt.toISOString() };
}
