import path from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = {
  '@': import.meta.dirname,
  // What `react-server` resolves to: the guard is for bundles, and tests run on the server.
  'server-only': path.join(import.meta.dirname, 'node_modules/server-only/empty.js'),
};
const exclude = ['node_modules/**', '.next/**', 'data/**', 'e2e/**'];

export default defineConfig({
  resolve: { alias },
  test: {
    testTimeout: 30_000,
    // A second, the default, is nothing on a starved core.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 60_000,
    // On two cores Vitest would leave one idle.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.ts', '**/*.test.tsx'], exclude: [...exclude, '**/*.db.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'database',
          testTimeout: 180_000,
          include: ['**/*.db.test.ts'],
          exclude,
          globalSetup: ['lib/db/testing/start-test-database.ts'],
        },
      },
    ],
  },
});
