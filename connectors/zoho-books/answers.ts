/** What Zoho wraps its answers in: a code, 0 for good, whatever the status says. */
import { contractError, decode, integer, object, type Json } from '../../src/connector-kit';

const codedPayload = object({ code: integer });

/** The answer itself. Throws CONTRACT ZOHO_ANSWERED_ERROR with Zoho's number for a code that is not 0. */
export function bodyOf(data: Json, { path, status }: { path: string; status: number }): Json {
  const { code } = decode(codedPayload, data);
  if (code === 0 && status < 400) return data;
  throw contractError('ZOHO_ANSWERED_ERROR', `${path}: code ${code} under status ${status}`, {
    place: { field: path, path: 'code' },
    remedy: "Look the code up in Zoho's list of errors; the next run asks again.",
  });
}
