import type { Principal, Role } from '@/lib/auth/contracts';
import { createPerson, createRun, type SeedPerson, type SeedRun } from '@/lib/db/testing/seed';
import { sqlRunner } from '@/lib/db/transaction';

export const asPrincipal = ({ id, name, role }: SeedPerson): Principal => ({
  personId: id,
  name,
  role,
  sessionId: crypto.randomUUID(),
  mustChangePassword: false,
});

/** One statement, with the rights the app has. */
export const sql = (text: string, values: readonly unknown[] = []) => sqlRunner().query(text, values);

/** Persons, tools, calls and what belongs to them, away, with the rights the app has. */
export async function emptyTables(): Promise<void> {
  for (const text of [
    'DELETE FROM tool_call',
    'DELETE FROM tool_spent',
    'DELETE FROM tool',
    'DELETE FROM person',
    'DELETE FROM person_group',
    'DELETE FROM instance',
  ])
    await sqlRunner().query(text);
}

/** A person with a run of a conversation of their own. */
export async function seedAsker(
  role: Role = 'employee',
  name?: string,
): Promise<{ person: SeedPerson; principal: Principal; run: SeedRun }> {
  const person = await createPerson({ role, ...(name === undefined ? {} : { name }) });
  return {
    person,
    principal: asPrincipal(person),
    run: await createRun({ personId: person.id, status: 'waiting_approval' }),
  };
}
