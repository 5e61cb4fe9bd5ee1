import { run } from './bootstrap.mjs';

run('rotate-secrets');
