import { expect, it } from 'vitest';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { getCall } from '@/lib/tool-calls/get-call';
import { addTool } from '@/lib/tools/testing/add-tool';
import { askForOne, countingInvoke, execute } from '@/lib/tool-calls/testing/call-scene';
import { emptyTables, seedAsker, sql } from '@/lib/tools/testing/tool-scene';

useTestDatabase();

it('returns the length of a result as it was when the call ended, without reading the result', async () => {
  await emptyTables();
  const { run, principal } = await seedAsker();
  await addTool({
    name: 'weather',
    definition: { kind: 'builtin', builtin: 'calculator' },
    inputSchema: { type: 'object' },
    grants: { employee: 'allow' },
  });
  const { id } = await askForOne(run, 'weather', {});
  await execute(id, countingInvoke(() => '晴'.repeat(30_000)).invoke);
  expect((await getCall(principal, id)).result).toMatchObject({
    chars: 30_000,
    isWhole: false,
    text: '晴'.repeat(20_000),
  });
  await sql(`UPDATE tool_call SET result_text = 'x' WHERE id = $1`, [id]);
  expect((await getCall(principal, id)).result).toMatchObject({ chars: 30_000, text: 'x' });
  // One that a process of an older version ended.
  await sql('UPDATE tool_call SET result_chars = NULL WHERE id = $1', [id]);
  expect((await getCall(principal, id)).result).toMatchObject({ chars: 1, isWhole: true });
});
