/** An error outside any operation, in the form GraphQL clients read. */
export function problem(
  code: string,
  message: string,
  more: Record<string, unknown> = {},
): { errors: { message: string; extensions: Record<string, unknown> }[] } {
  return { errors: [{ message, extensions: { code, ...more } }] };
}
