import { run } from './bootstrap.mjs';

run('build');
