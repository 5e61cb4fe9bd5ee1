import type { NextConfig } from 'next';

const config: NextConfig = {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  // Compressing a stream would hold tokens back; a reverse proxy compresses static files.
  serverExternalPackages: ['@node-rs/argon2', 'pg', 'pino', 'prom-client', '@prisma/client', '@prisma/adapter-pg'],
};

export default config;
