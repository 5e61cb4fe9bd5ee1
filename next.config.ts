import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants';
import { downloadHeaders, securityHeaders } from './lib/http/security-headers';

const makeConfig = (phase: string): NextConfig => ({
  output: 'standalone',
  // A lockfile in a folder above must not move the root, and with it the place of standalone/server.js.
  outputFileTracingRoot: import.meta.dirname,
  // Types are a stage of `npm test`; `npm start` builds on the machine that serves.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // Compressing a stream would hold tokens back; a reverse proxy compresses static files.
  // What stands here is loaded once by Node.js. Turbopack copies a bundled package into the chunks of every route:
  // zod alone took 22 MB of source and as many copies of its code in memory.
  serverExternalPackages: [
    '@node-rs/argon2',
    'libpg-query',
    'pg',
    'pino',
    'prom-client',
    '@prisma/client',
    '@prisma/adapter-pg',
    'ai',
    'zod',
    'ajv',
    'ajv-formats',
    'ipaddr.js',
    'yaml',
    'any-ascii',
    'pinyin-pro',
    'decimal.js',
    '@modelcontextprotocol/client',
    'uuid',
  ],
  // A route is loaded when it is first asked for: an installation uses a third of them in a day.
  experimental: { preloadEntriesOnStart: false },
  // The last one counts. They replace what a route sets.
  headers: () => [
    { source: '/:path*', headers: securityHeaders(phase === PHASE_DEVELOPMENT_SERVER) },
    { source: '/api/files/:fileId/content', headers: downloadHeaders() },
  ],
  turbopack: {
    root: import.meta.dirname,
    // Messages are compiled on the server (lib/i18n/load-messages.ts), so nobody needs the ICU parser: 3.6 instead of
    // 12.4 KB.
    resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
  },
});

export default makeConfig;
