import { beforeEach, describe, expect, it } from 'vitest';
import { createRun, type SeedRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { callTool } from '@/lib/tool-calls/call-tool';
import type { JsonObject } from '@/lib/tools/contracts';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import type { Invoke } from '@/lib/tools/tool-outcome';
import { addTool } from '@/lib/tools/testing/add-tool';
import {
  askFor,
  askForOne,
  askForRefund,
  countingInvoke,
  decisionOn,
  execute,
  readApproval,
  readCall,
  REFUND,
  refundScene,
} from '@/lib/tool-calls/testing/call-scene';
import { emptyTables, seedAsker, sql } from '@/lib/tools/testing/tool-scene';

useTestDatabase();

const SCHEMA: JsonObject = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

let run: SeedRun;
beforeEach(async () => {
  await emptyTables();
  ({ run } = await seedAsker());
});

describe('an end that nobody knows', () => {
  it('a change whose answer is lost is reported as unknown, and not made again in the same run, whoever asks', async () => {
    await addTool({
      name: 'refund',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SCHEMA,
      effect: 'change',
      grants: { employee: 'allow' },
    });
    const lost: Invoke = (_tool, _input, { onSent }) => {
      onSent();
      return Promise.resolve({ ok: false, error: { code: 'egress-timeout', values: { seconds: 5 } } });
    };
    const first = await askForOne(run, 'refund', { city: 'x' });
    expect(await execute(first.id, lost)).toBe('failed');
    expect(await readCall(first.id)).toMatchObject({
      error: { code: 'egress-timeout', values: { seconds: 5 }, effectUnknown: true },
    });
    expect((await readCall(first.id)).model_text).toContain('Do not call it again');
    const { invoke, inputs } = countingInvoke();
    const again = await askForOne(run, 'refund', { city: 'x' }, { step: 2 });
    expect(await execute(again.id, invoke)).toBe('refused');
    expect(await readCall(again.id)).toMatchObject({ error: { code: 'tool-repeat-unsure' } });
    expect((await readCall(again.id)).model_text).toContain('tell the person to check first');
    const otherArguments = await askForOne(run, 'refund', { city: 'y' }, { step: 3 });
    expect(await execute(otherArguments.id, invoke)).toBe('done');
    expect(inputs).toEqual([{ city: 'y' }]);
    const other = await seedAsker();
    const elsewhere = await askForOne(other.run, 'refund', { city: 'x' });
    expect(await execute(elsewhere.id, invoke)).toBe('done');
  });

  it.each<[string, Invoke, 'change' | 'read']>([
    [
      'that never went out',
      () => Promise.resolve({ ok: false, error: { code: 'egress-failed', values: { reason: 'ECONNREFUSED' } } }),
      'change',
    ],
    [
      'that the server refused',
      (_tool, _input, { onSent }) => {
        onSent();
        return Promise.resolve({
          ok: false,
          error: { code: 'tool-http-status', values: { status: 422, excerpt: '' } },
        });
      },
      'change',
    ],
    [
      'that only looks up',
      (_tool, _input, { onSent }) => {
        onSent();
        return Promise.resolve({ ok: false, error: { code: 'egress-timeout' } });
      },
      'read',
    ],
  ])('a call %s is a plain failure and may be made again', async (_what, fails, effect) => {
    await addTool({
      name: 'plain',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SCHEMA,
      effect,
      grants: { employee: 'allow' },
    });
    const first = await askForOne(run, 'plain', { city: 'x' });
    expect(await execute(first.id, fails)).toBe('failed');
    expect((await readCall(first.id)).error).not.toHaveProperty('effectUnknown');
    const again = await askForOne(run, 'plain', { city: 'x' }, { step: 2 });
    expect(await execute(again.id, countingInvoke().invoke)).toBe('done');
  });

  it('a change that was interrupted is not made again in the same run', async () => {
    await addTool({
      name: 'refund',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SCHEMA,
      effect: 'change',
      grants: { employee: 'allow' },
    });
    const first = await askForOne(run, 'refund', { city: 'x' });
    await sql(
      `UPDATE tool_call SET state = 'failed', error = '{"code":"tool-interrupted"}', finished_at = now() WHERE id = $1`,
      [first.id],
    );
    const again = await askForOne(run, 'refund', { city: 'x' }, { step: 2 });
    const { invoke, inputs } = countingInvoke();
    expect(await execute(again.id, invoke)).toBe('refused');
    expect(inputs).toEqual([]);
  });

  it('its like is refused as it is asked for, and before it is made when it was asked for together', async () => {
    await addTool({
      name: 'refund',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SCHEMA,
      effect: 'change',
      grants: { employee: 'allow' },
    });
    const [first, second] = await askFor(run, [
      { name: 'refund', arguments: { city: 'x' } },
      { name: 'refund', arguments: { city: 'x' } },
    ]);
    await sql(
      `UPDATE tool_call SET state = 'failed', error = '{"code":"egress-timeout","effectUnknown":true}', finished_at = now() WHERE id = $1`,
      [first?.id],
    );
    const { invoke, inputs } = countingInvoke();
    expect(await execute(second?.id ?? '', invoke)).toBe('refused');
    const third = await askForOne(run, 'refund', { city: 'x' }, { step: 2 });
    expect(third.state).toBe('refused');
    for (const id of [second?.id, third.id])
      expect(await readCall(id ?? '')).toMatchObject({ state: 'refused', error: { code: 'tool-repeat-unsure' } });
    expect(inputs).toEqual([]);
  });

  it('its like waits in the answer as it is continued: it cannot be approved, nor be made when it was', async () => {
    const { run: asked, asker, approver } = await refundScene();
    const { callId, approvalId, hash } = await askForRefund(asked);
    const continued = {
      ...(await createRun({ personId: asked.personId, status: 'waiting_approval' })),
      assistantMessageId: asked.assistantMessageId,
    };
    await decideApproval(approver, approvalId, decisionOn(hash));
    await sql(`UPDATE tool_call SET state = 'done', finished_at = now() WHERE id = $1`, [callId]);
    const [second, third] = await askFor(continued, [
      { name: 'refund', arguments: REFUND },
      { name: 'refund', arguments: { ...REFUND, amount: 2 } },
    ]);
    const waiting = await readApproval(second?.id ?? '');
    await sql(
      `UPDATE tool_call SET state = 'failed', error = '{"code":"egress-timeout","effectUnknown":true}', finished_at = now() WHERE id = $1`,
      [callId],
    );
    await expect(decideApproval(approver, waiting.id, decisionOn(hash))).rejects.toMatchObject({
      code: 'tool-repeat-unsure',
    });
    expect(await readCall(second?.id ?? '')).toMatchObject({ state: 'refused', error: { code: 'tool-repeat-unsure' } });
    const other = await readApproval(third?.id ?? '');
    await expect(
      decideApproval(approver, other.id, decisionOn(other.argument_hash, { arguments: REFUND })),
    ).rejects.toMatchObject({ code: 'tool-repeat-unsure' });
    // By hand it is the decision of the person, who has seen the warning.
    await expect(
      callTool(asker, {
        id: crypto.randomUUID(),
        toolId: (await readCall(callId)).tool_id ?? '',
        conversationId: asked.conversationId,
        arguments: REFUND,
      }),
    ).resolves.toMatchObject({ state: 'waiting_approval' });
  });

  it.each(['stopped', 'continued'])(
    'a third look-up of one answer that was %s twice: it is one too many only where the first two returned something',
    async (how) => {
      await addTool({
        name: 'look',
        definition: { kind: 'builtin', builtin: 'calculator' },
        inputSchema: SCHEMA,
        grants: { employee: 'allow' },
      });
      const runs = await Promise.all(
        [1, 2].map(async () => ({
          ...(await createRun({ personId: run.personId, status: 'waiting_approval' })),
          assistantMessageId: run.assistantMessageId,
        })),
      );
      const { invoke } = countingInvoke();
      for (const each of [run, ...runs.slice(0, 1)]) {
        const { id } = await askForOne(each, 'look', { city: 'x' });
        if (how === 'stopped')
          await sql(
            `UPDATE tool_call SET state = 'cancelled', error = '{"code":"tool-stopped"}', finished_at = now() WHERE id = $1`,
            [id],
          );
        else await execute(id, invoke);
      }
      const last = await askForOne(runs[1] ?? run, 'look', { city: 'x' });
      expect([last.state, (await readCall(last.id)).error?.code]).toEqual(
        how === 'stopped' ? ['ready', undefined] : ['refused', 'tool-loop'],
      );
    },
  );
});
