import { configSchema, type Config } from '@/lib/config/config-schema';

/** The configuration is wrong; `message` names each variable and what it should be, one a line. */
export class ConfigError extends Error {}

/**
 * Parses an environment. Empty variables count as unset, so that `KEY=` in a compose file means "default".
 * @throws ConfigError naming every bad variable.
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = configSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(lines.join('\n'));
  }
  const config = parsed.data;
  if ((config.ADMIN_EMAIL === undefined) !== (config.ADMIN_PASSWORD === undefined)) {
    throw new ConfigError('ADMIN_EMAIL and ADMIN_PASSWORD: set both or neither');
  }
  return config;
}

let parsed: Config | undefined;

/** The process's configuration, parsed once. @throws ConfigError on a bad value, which must stop the start. */
export function getConfig(): Config {
  parsed ??= parseConfig(process.env);
  return parsed;
}
