import { run } from './bootstrap.mjs';

run('audit-verify');
