#!/usr/bin/env node
// The `encours` command: TypeScript is run as it is, through tsx, here and in the server (docs/adr/0003).
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Ours, wherever the command is started: another folder's settings would change what decorators mean.
process.env.TSX_TSCONFIG_PATH ??= join(root, 'tsconfig.json');
// Libraries leave out their checks for developers, which cost every request.
process.env.NODE_ENV ??= 'production';
require('tsx/cjs');
require('../src/cli/main.ts');
