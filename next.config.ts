import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants';
import { securityHeaders } from './lib/http/security-headers';

const makeConfig = (phase: string): NextConfig => ({
  output: 'standalone',
  // A lockfile in a folder above must not move the root, and with it the place of standalone/server.js.
  outputFileTracingRoot: import.meta.dirname,
  // Types are a stage of `npm test`; `npm start` builds on the machine that serves.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // Compressing a stream would hold tokens back; a reverse proxy compresses static files.
  serverExternalPackages: ['@node-rs/argon2', 'pg', 'pino', 'prom-client', '@prisma/client', '@prisma/adapter-pg'],
  headers: () => [{ source: '/:path*', headers: securityHeaders(phase === PHASE_DEVELOPMENT_SERVER) }],
  turbopack: {
    root: import.meta.dirname,
    // Messages are compiled on the server (lib/i18n/load-messages.ts), so nobody needs the ICU parser: 3.6 instead of
    // 12.4 KB.
    resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
  },
});

export default makeConfig;
