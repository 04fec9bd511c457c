/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import { addDays, localDateAt, type Json, type ReadContext } from '../../src/connector-kit';
import type { AxonautConfig } from './config';
import { pageOfAnswer, type AnsweredPage } from './answers';

export type Context = ReadContext<AxonautConfig>;

/** Filters by day, ISO; they are sent as Axonaut writes days. */
export type DayFilters = Readonly<Partial<Record<'updated_after' | 'date_after', string>>>;

/** GET /{list}: the number of the page, from 1, is a header. */
export async function fetchPage(
  context: Context,
  list: string,
  { page, filters = {}, invoiceId }: { page: number; filters?: DayFilters; invoiceId?: number },
): Promise<AnsweredPage> {
  const days = Object.entries<string>(filters).map(([name, day]) => [name, writtenDay(day)]);
  const { status, data } = await context.http.request({
    path: `/${list}`,
    query: {
      ...(Object.fromEntries(days) as Record<string, string>),
      ...(invoiceId === undefined ? {} : { invoice_id: invoiceId }),
    },
    headers: { userApiKey: context.config.apiKey, page: String(page) },
    // After the last page there is an error.
    accept: [400, 404],
  });
  return pageOfAnswer(data, { list, status });
}

/** GET /invoices/{id}; null when it is not there. */
export async function fetchInvoice(context: Context, id: number): Promise<Json> {
  const { status, data } = await context.http.request({
    path: `/invoices/${id}`,
    headers: { userApiKey: context.config.apiKey },
    accept: [404],
  });
  return status === 404 ? null : data;
}

/** One page of companies asked for: the key is good. */
export async function probeCompany(context: Context): Promise<string> {
  await fetchPage(context, 'companies', { page: 1 });
  return 'Axonaut answers';
}

/** The day before an instant's: filters know days only, and nobody says whether they take in the day they name. */
export function dayBefore(instant: string): string {
  return addDays(localDateAt(new Date(instant)), -1);
}

/** 2026-05-04 is 04/05/2026. */
function writtenDay(day: string): string {
  return day.split('-').reverse().join('/');
}
