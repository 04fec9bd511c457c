/** The client a connector speaks through: only declared hosts, with timeouts, retries, rate limits and abort. */
import type { Json } from './json';
import type { Purchase } from './purchases';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  method?: HttpMethod;
  /** Path below the configured base URL, starting with "/". */
  path: string;
  /**
   * Another declared host of the provider that answers this path, "https://identity.example.com": a token service. At a
   * loopback address, which stands for all of a provider's hosts, it is the base URL all the same.
   */
  origin?: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** Sent as JSON; with `contentType`, a string is sent as it is. */
  body?: Json;
  /** "application/xml; charset=UTF-8", "application/x-www-form-urlencoded": the body is a string already. */
  contentType?: string;
  /** Statuses that are answers and not errors, besides 2xx (e.g. 404 = unknown company). */
  accept?: readonly number[];
  /** What a success carries: JSON unless said otherwise; "text" is for XML, CSV and the like. */
  format?: 'json' | 'text';
  /** Whether sending it twice is the same as sending it once; true unless the method is POST. */
  isIdempotent?: boolean;
  /** What it costs. Absent: the request is free. Every paid request says so. */
  purchase?: Purchase;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  /** The body decoded as UTF-8 JSON; a string as received when text was asked for. */
  data: Json;
}

export interface HttpClient {
  /** Throws TRANSIENT, AUTH, CONFIG or CONTRACT errors as classified by retry.ts, and DOMAIN when it may not be bought. */
  request(request: HttpRequest): Promise<HttpResponse>;
}
