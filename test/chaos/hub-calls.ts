/** What a tenant sets up over the API before it is all killed. */

const CREATE_WEBHOOK = `mutation ($url: String!) {
  made: createWebhook(input: { url: $url, after: "0" }) {
    ... on WebhookSecret { secret }
    ... on Refusal { code message }
  }
}`;

const CREATE_RECIPIENT = `mutation ($address: String!) {
  made: createEmailRecipient(input: { address: $address, digest: NONE, immediateSeverities: [HIGH] }) {
    ... on EmailRecipient { id }
    ... on Refusal { code message }
  }
}`;

/** Answers the secret of a webhook to this address, which is owed the whole log. */
export async function createWebhook(api: string, key: string, url: string): Promise<string> {
  const { secret } = await mutate(api, key, { query: CREATE_WEBHOOK, variables: { url } });
  if (secret === undefined) throw new Error('no webhook was made');
  return secret;
}

/** Somebody who is mailed what is HIGH, at once. */
export async function createRecipient(api: string, key: string, address: string): Promise<void> {
  const { id } = await mutate(api, key, { query: CREATE_RECIPIENT, variables: { address } });
  if (id === undefined) throw new Error('no recipient was made');
}

async function mutate(
  api: string,
  key: string,
  body: { query: string; variables: Record<string, string> },
): Promise<{ secret?: string; id?: string }> {
  const response = await fetch(`${api}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const { data } = JSON.parse(text) as { data?: { made?: { secret?: string; id?: string } } };
  if (data?.made === undefined) throw new Error(`the hub refused: ${text}`);
  return data.made;
}
