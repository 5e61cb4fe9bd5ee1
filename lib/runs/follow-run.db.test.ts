import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { createPerson, createRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { followRun } from '@/lib/runs/follow-run';
import { readRemoteRuns } from '@/lib/runs/internal/remote-run-follower';
import { asPrincipal } from '@/lib/tools/testing/tool-scene';

const database = useTestDatabase();

it('a run of another process that is read while its reader still looks up its calls is followed to its end', async () => {
  const person = await createPerson();
  const run = await createRun({ personId: person.id, status: 'running' });
  await sqlRunner().query(
    `INSERT INTO message (id, conversation_id, parent_id, role, parts) VALUES ($1, $2, $3, 'assistant', $4)`,
    [
      run.assistantMessageId,
      run.conversationId,
      run.userMessageId,
      JSON.stringify([{ type: 'tool', text: crypto.randomUUID() }]),
    ],
  );
  const locker = new pg.Client({ connectionString: database.connectionString });
  await locker.connect();
  try {
    await locker.query('BEGIN');
    await locker.query('LOCK TABLE tool_call IN ACCESS EXCLUSIVE MODE');
    const following = followRun(asPrincipal(person), run.id, null);
    await vi.waitUntil(async () => (await countBlocked()) > 0, 10_000);
    await readRemoteRuns(true);
    await locker.query('COMMIT');
    const reading = new Response(await following).text();
    await sqlRunner().query(`UPDATE run SET status = 'completed', finished_at = now() WHERE id = $1`, [run.id]);
    await readRemoteRuns(true);
    expect(await reading).toContain('"status":"completed"');
  } finally {
    await locker.end();
  }
});
