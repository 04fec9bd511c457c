#!/usr/bin/env node
// The `encours` command: TypeScript is run as it is, through tsx, here and in the server (docs/adr/0003).
import 'tsx/cjs';
import { createRequire } from 'node:module';

// Libraries leave out their checks for developers, which cost every request.
process.env.NODE_ENV ??= 'production';
createRequire(import.meta.url)('../src/cli/main.ts');
