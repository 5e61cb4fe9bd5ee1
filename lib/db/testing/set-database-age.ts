import { runAsOwner } from '@/lib/db/testing/run-as-owner';

/**
 * Sets how long ago PostgreSQL started, as seen by new connections to the test file's database: nobody is declared dead
 * in the first seconds after a start. A function of a schema that is searched first stands before PostgreSQL's own.
 */
export async function setDatabaseAge(connectionString: string, seconds: number): Promise<void> {
  await runAsOwner(
    connectionString,
    `
    CREATE SCHEMA IF NOT EXISTS test_clock;
    GRANT USAGE ON SCHEMA test_clock TO PUBLIC;
    CREATE OR REPLACE FUNCTION test_clock.pg_postmaster_start_time() RETURNS timestamptz LANGUAGE sql STABLE
      AS $$ SELECT statement_timestamp() - interval '${seconds} seconds' $$;
    DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET search_path = test_clock, pg_catalog, public', current_database());
    END $$;`,
  );
}
