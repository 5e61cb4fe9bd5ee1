import { run } from './bootstrap.mjs';

run('migrate');
