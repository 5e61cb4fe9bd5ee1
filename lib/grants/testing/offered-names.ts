import { sqlRunner } from '@/lib/db/transaction';
import { usableTools } from '@/lib/grants/usable-tools';

/** The names of the tools that a model may call for this person, read from the database. */
export async function offeredNames(personId: string): Promise<string[]> {
  return (await usableTools(sqlRunner(), personId)).map(({ tool }) => tool.name);
}
