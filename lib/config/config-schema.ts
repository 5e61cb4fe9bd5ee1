import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().int().positive();
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));

/**
 * Every variable Yika reads, with its default. `.env.example` lists the same ones (a test holds them together).
 * Durations carry their unit in the name.
 */
export const configSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: port.default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  /** Address people type, where it differs from what the server sees (a reverse proxy with TLS). Makes cookies secure when https. */
  PUBLIC_URL: url.optional(),
  /** Believe X-Forwarded-For and X-Forwarded-Proto: only behind a reverse proxy that sets them. */
  TRUST_PROXY: flag.default(false),
  DATA_DIR: z.string().min(1).default('./data'),
  /** Any PostgreSQL >= 14. Unset: `npm start` runs an embedded one in DATA_DIR. */
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://').optional(),
  DATABASE_POOL_SIZE: positive.max(200).default(12),
  /** An OpenAI-compatible server, with or without /v1. Unset: `npm start` runs the demo engine. */
  ENGINE_URL: url.optional(),
  ENGINE_API_KEY: z.string().min(1).optional(),
  /** Unset: the first model the engine lists. */
  ENGINE_MODEL: z.string().min(1).optional(),
  /** Overrides of what the engine tells or the 24 GB profile says (3 slots, 71,500 KV tokens). */
  ENGINE_MAX_CONCURRENT: positive.max(4096).optional(),
  ENGINE_KV_TOKENS: positive.optional(),
  ENGINE_CONTEXT_TOKENS: positive.optional(),
  /** Longest silence before the first token and between two tokens. */
  ENGINE_FIRST_TOKEN_TIMEOUT_MS: positive.default(120_000),
  ENGINE_BETWEEN_TOKENS_TIMEOUT_MS: positive.default(30_000),
  /** Most tokens one answer may have, reasoning included. */
  MAX_OUTPUT_TOKENS: positive.default(8_192),
  QUEUE_LIMIT_PER_PERSON: positive.default(20),
  QUEUE_LIMIT_GLOBAL: positive.default(20_000),
  /** A queued run that nobody watches any more is dropped after this long. */
  QUEUE_ABANDONED_AFTER_MS: positive.default(30 * 60_000),
  QUEUE_MAX_WAIT_MS: positive.default(2 * 3_600_000),
  SESSION_DAYS: positive.max(365).default(30),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(8).optional(),
  /** Signs the set-up link and the sign-in form's CSRF token. Unset: made at first start and kept in the database. */
  AUTH_SECRET: z.string().min(32).optional(),
  /** A bearer token that may read /api/metrics without a session. Unset: admins and loopback only. */
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export type Config = z.infer<typeof configSchema>;
