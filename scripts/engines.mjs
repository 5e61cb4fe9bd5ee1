import { run } from './bootstrap.mjs';

run('engines');
