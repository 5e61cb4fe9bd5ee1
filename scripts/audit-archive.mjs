import { run } from './bootstrap.mjs';

run('audit-archive');
