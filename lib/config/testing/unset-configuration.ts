import { configSchema } from '@/lib/config/config-schema';

/**
 * The environment of a product that tests start: empty counts as unset, so nothing that the developer's shell or `.env`
 * configures reaches them. MIGRATION_DATABASE_URL alone would have their own database migrated.
 */
export function unsetConfiguration(): Record<string, string> {
  return Object.fromEntries(Object.keys(configSchema.shape).map((name) => [name, '']));
}
