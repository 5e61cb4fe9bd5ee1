import { z } from 'zod';
import { isTimeZone } from '@/lib/text/zoned-time';

const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().int().positive();
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));

/** Why not: docs/decisions/0060-one-origin-an-installation.md. */
const NO_SUB_PATH = 'Yika does not run under a sub-path; give it a host name or a port of its own';
const publicUrl = url.refine(
  (value) => new URL(value).href === `${new URL(value).origin}/`,
  `must be an address without a path: ${NO_SUB_PATH}`,
);
const basePath = z.string().refine((value) => value === '/', `is not supported: ${NO_SUB_PATH}`);

const mcpStdioServer = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
});
const mcpStdioServers = z
  .string()
  .transform((text, context) => {
    try {
      const parsed: unknown = JSON.parse(text);
      return parsed;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/), mcpStdioServer));
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://');

/** A key of AES-256: 32 bytes in base64. */
export const secretKeySchema = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64 (openssl rand -base64 32)');
const secretKeys = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
  )
  .pipe(z.array(secretKeySchema));

/**
 * Every variable Yika reads, with its default. `.env.example` lists the same ones (a test compares them).
 * Durations carry their unit in the name.
 */
export const configSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: port.default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  /**
   * Address people type, where it differs from what the server sees (a reverse proxy with TLS). Makes cookies secure
   * when https.
   */
  PUBLIC_URL: publicUrl.optional(),
  /** Only `/`: any other path stops the start instead of serving pages with broken links. */
  BASE_PATH: basePath.optional(),
  /** Trust X-Forwarded-For, -Proto, -Host and -Port: only behind a reverse proxy that sets them. */
  TRUST_PROXY: flag.default(false),
  /** Where people are (IANA name): what day it is for the model and the built-in tools. */
  TIME_ZONE: z.string().refine(isTimeZone, 'must be an IANA time zone such as Asia/Shanghai').default('Asia/Shanghai'),
  /**
   * A file or folder with certificate authorities to trust besides the usual ones: engine, tools, database and every
   * other TLS connection.
   */
  EXTRA_CA_CERTS: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  /** Any PostgreSQL >= 14. Unset: `npm start` runs an embedded one in DATA_DIR. */
  DATABASE_URL: databaseUrl.optional(),
  /**
   * The same database as its owner, who migrates it; then DATABASE_URL may be a user that owns nothing. Unset:
   * DATABASE_URL does both.
   */
  MIGRATION_DATABASE_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: positive.max(200).default(12),
  /** An OpenAI-compatible server, with or without /v1. Unset: `npm start` runs the demo engine. */
  ENGINE_URL: url.optional(),
  ENGINE_API_KEY: z.string().min(1).optional(),
  /** Unset: the first model the engine lists. */
  ENGINE_MODEL: z.string().min(1).optional(),
  /** Overrides of what the engine reports or the 24 GB profile says (3 slots, 71,500 KV tokens). */
  ENGINE_MAX_CONCURRENT: positive.max(4096).optional(),
  ENGINE_KV_TOKENS: positive.optional(),
  ENGINE_CONTEXT_TOKENS: positive.optional(),
  /** Longest silence before the first token and between two tokens. */
  ENGINE_FIRST_TOKEN_TIMEOUT_MS: positive.default(120_000),
  ENGINE_BETWEEN_TOKENS_TIMEOUT_MS: positive.default(30_000),
  /** Most tokens one answer may have, reasoning included. */
  MAX_OUTPUT_TOKENS: positive.default(8_192),
  /** Model steps with calls of tools that one answer may make; the one after them has to answer. */
  MAX_TOOL_STEPS: positive.max(50).default(8),
  QUEUE_LIMIT_PER_PERSON: positive.default(20),
  /** Background runs of one person (titles, requests of programs) that may wait. */
  QUEUE_LIMIT_BACKGROUND: positive.default(1_000),
  QUEUE_LIMIT_GLOBAL: positive.default(20_000),
  /** A queued run that nobody watches any more is dropped after this long. */
  QUEUE_ABANDONED_AFTER_MS: positive.default(30 * 60_000),
  QUEUE_MAX_WAIT_MS: positive.default(2 * 3_600_000),
  SESSION_DAYS: positive.max(365).default(30),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(8).optional(),
  /** Signs the set-up link and the sign-in form's CSRF token. Unset: made at first start and kept in the database. */
  AUTH_SECRET: z.string().min(32).optional(),
  /** Encrypts the secrets of tools. Unset: made when it is first needed, and kept in DATA_DIR for its owner alone. */
  SECRETS_KEY: secretKeySchema.optional(),
  /** Keys that were SECRETS_KEY before, separated by commas, until `npm run secrets:rotate` and for older backups. */
  SECRETS_PREVIOUS_KEYS: secretKeys,
  /** Megabytes of one file, of all files of a person, and of all files together (equal ones count once there). */
  FILE_MAX_MB: positive.max(2_000).default(100),
  FILE_QUOTA_PER_PERSON_MB: positive.default(2_000),
  FILE_QUOTA_MB: positive.default(50_000),
  /** Files that are read at once in this process. */
  FILE_PARSERS: positive.max(32).default(2),
  /** The virus scanner that checks files before anything reads them: host:port or the path of clamd's socket. */
  CLAMD: z.string().min(1).optional(),
  /** A bearer token that may read /api/metrics without a session. Unset: admins and loopback only. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /**
   * Open-Meteo or a server that speaks like it; may be in the intranet. Unset: the sample API, whose weather is made
   * up.
   */
  WEATHER_URL: url.optional(),
  /** An API with the paths of the sample orders. Unset: the sample API. */
  ORDERS_URL: url.optional(),
  /** Whether `npm start` runs the sample API on loopback while one of the two is unset. */
  SAMPLE_API: flag.default(true),
  /** A sample API that runs already; `npm start` sets it for its own. */
  SAMPLE_API_URL: url.optional(),
  /** The mail server of reports: smtp://user:password@host:25, or smtps://. Unset: no mail is sent. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** The sender of mails. */
  MAIL_FROM: z.email().default('yika@localhost.localdomain'),
  /** Whether `npm start` keeps a database with made-up sales beside its embedded PostgreSQL, for trying reports. */
  SAMPLE_SALES: flag.default(true),
  /** The database with made-up sales that `npm start` keeps beside its embedded one; its account can only read. */
  SAMPLE_DATABASE_URL: z.string().startsWith('postgres').optional(),
  /**
   * Programs that may be run as MCP servers over standard input and output, as JSON: {"name": {"command": "…", "args":
   * […], "env": {…}}}.
   */
  MCP_STDIO_SERVERS: mcpStdioServers.default({}),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export type Config = z.infer<typeof configSchema>;
