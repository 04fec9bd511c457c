/** The client a connector speaks through: only declared hosts, with timeouts, retries, rate limits and abort. */
import type { Json } from './json';

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Path below the configured base URL, starting with "/". */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  body?: Json;
  /** Statuses that are answers and not errors, besides 2xx (e.g. 404 = unknown company). */
  accept?: readonly number[];
  /** What a success carries: JSON unless said otherwise; "text" is for XML, CSV and the like. */
  format?: 'json' | 'text';
  /** Whether sending it twice is the same as sending it once; true unless the method is POST. */
  isIdempotent?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  /** The body decoded as UTF-8 JSON; a string as received when text was asked for. */
  data: Json;
}

export interface HttpClient {
  /** Throws TRANSIENT, AUTH, CONFIG or CONTRACT errors as classified by retry.ts. */
  request(request: HttpRequest): Promise<HttpResponse>;
}
