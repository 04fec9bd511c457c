/**
 * Types for your operations, from the schema: with `npm install --save-dev @graphql-codegen/cli @graphql-codegen/client-preset`,
 * `npx graphql-codegen --config docs/client/codegen.ts` writes `gql/`. In a project of yours, name your own files.
 */
export default {
  schema: 'schema.graphql',
  documents: ['docs/client/*.graphql', 'docs/client/follow-alerts.ts'],
  generates: {
    'gql/': {
      preset: 'client',
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        // Each scalar is named, so that a new one does not come in as `any`. Amounts and instants come as text.
        strictScalars: true,
        scalars: {
          CurrencyCode: 'string',
          Cursor: 'string',
          Date: 'string',
          DateTime: 'string',
          Decimal: 'string',
          JSON: 'unknown',
          Siren: 'string',
        },
      },
    },
  },
};
