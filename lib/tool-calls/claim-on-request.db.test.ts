import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';

import { withTransaction } from '@/lib/db/transaction';
import { whenListening } from '@/lib/db/listen';
import { cancelCalls } from '@/lib/tool-calls/cancel-calls';
import { makeClaimedCalls } from '@/lib/tool-calls/execute-calls';
import type { Invoke } from '@/lib/tools/tool-outcome';
import { requestCalls } from '@/lib/tool-calls/request-calls';
import { endCalls, openForCalls, trackCalls } from '@/lib/tool-calls/track-calls';
import { addTool } from '@/lib/tools/testing/add-tool';
import { actionsOf, countingInvoke, execute, readCall, type Asked } from '@/lib/tool-calls/testing/call-scene';
import { sql } from '@/lib/tools/testing/tool-scene';
import { SCHEMA, useWeatherTool } from '@/lib/tool-calls/testing/use-weather-tool';

const scene = useWeatherTool();

describe('a call that is claimed while it is authorised', () => {
  const options = (invoke: Invoke, claimFor = crypto.randomUUID()) => ({
    instanceId: claimFor,
    now: new Date(),
    invoke,
  });

  async function claimed(
    claimFor: string,
    calls: readonly Asked[] = [
      { name: 'weather', arguments: { city: 'a' } },
      { name: 'weather', arguments: { city: 'b' } },
    ],
  ) {
    const asked = calls.map((call, index) => ({
      id: uuidv7(),
      modelCallId: `m${index}`,
      name: call.name,
      argumentsText: JSON.stringify(call.arguments),
    }));
    const hand = trackCalls(asked.map(({ id }) => id));
    const requested = await withTransaction((tx) =>
      requestCalls(tx, {
        runId: scene.run.id,
        conversationId: scene.run.conversationId,
        messageId: scene.run.assistantMessageId,
        personId: scene.run.personId,
        step: 1,
        now: new Date(),
        claimFor,
        calls: asked,
      }),
    );
    return { hand, ...requested };
  }

  it('is made once, and by nobody else', async () => {
    const claimFor = crypto.randomUUID();
    const { hand, calls, claimed: claims } = await claimed(claimFor);
    expect(calls.map(({ state }) => state)).toEqual(['running', 'running']);
    const { invoke, inputs } = countingInvoke();
    const others = countingInvoke();
    expect(await execute(calls[0]?.id ?? '', others.invoke)).toBe('running');
    await makeClaimedCalls(claims, hand, options(invoke, claimFor));
    hand.letGo();
    expect(inputs).toEqual([{ city: 'a' }, { city: 'b' }]);
    expect(others.inputs).toEqual([]);
    for (const { id } of calls) {
      expect(await readCall(id)).toMatchObject({ state: 'done', attempts: 1 });
      expect(await actionsOf(id)).toEqual(['call.requested', 'call.executed']);
    }
  });

  it('is checked and claimed anew when the commit took long', async () => {
    const claimFor = crypto.randomUUID();
    const { hand, calls, claimed: claims } = await claimed(claimFor);
    await sql('DELETE FROM tool_grant');
    const { invoke, inputs } = countingInvoke();
    await makeClaimedCalls({ ...claims, atMs: claims.atMs - 60_000 }, hand, options(invoke, claimFor));
    hand.letGo();
    expect(inputs).toEqual([]);
    expect(await readCall(calls[0]?.id ?? '')).toMatchObject({ state: 'refused', error: { code: 'tool-not-granted' } });
  });

  it('that needs approval is not claimed', async () => {
    await addTool({
      name: 'refund',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SCHEMA,
      effect: 'change',
      approval: { mode: 'self' },
      grants: { employee: 'allow' },
    });
    const {
      hand,
      calls,
      claimed: claims,
    } = await claimed(crypto.randomUUID(), [
      { name: 'refund', arguments: { city: 'x' } },
      { name: 'unknown_tool', arguments: {} },
    ]);
    hand.letGo();
    expect(claims.calls).toEqual([]);
    expect(calls.map(({ state }) => state)).toEqual(['waiting_approval', 'refused']);
  });

  it('ends early when its row says cancelled, whichever process wrote that', async () => {
    const claimFor = crypto.randomUUID();
    const { hand, calls, claimed: claims } = await claimed(claimFor, [{ name: 'weather', arguments: { city: 'a' } }]);
    await whenListening();
    const invoke: Invoke = (_tool, _input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        void withTransaction((tx) => cancelCalls(tx, { runId: scene.run.id }));
      });
    await makeClaimedCalls(claims, hand, options(invoke, claimFor));
    hand.letGo();
    expect(await readCall(calls[0]?.id ?? '')).toMatchObject({ state: 'cancelled', error: { code: 'tool-stopped' } });
    expect(await actionsOf(calls[0]?.id ?? '')).toEqual(['call.requested', 'call.cancelled', 'call.cancelled']);
  });

  it('an orderly end gives look-ups back and leaves what changes something to the recovery', async () => {
    await addTool({
      name: 'refund',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: SCHEMA,
      effect: 'change',
      approval: { mode: 'none' },
      grants: { employee: 'allow' },
    });
    const claimFor = crypto.randomUUID();
    const {
      hand,
      calls,
      claimed: claims,
    } = await claimed(claimFor, [
      { name: 'weather', arguments: { city: 'a' } },
      { name: 'refund', arguments: { city: 'b' } },
    ]);
    const never = new Promise<never>(() => undefined);
    void makeClaimedCalls(
      claims,
      hand,
      options(() => never, claimFor),
    );
    try {
      await endCalls(claimFor, 50);
      expect(await Promise.all(calls.map(async ({ id }) => (await readCall(id)).state))).toEqual(['ready', 'running']);
      const { invoke, inputs } = countingInvoke();
      expect(await execute(calls[0]?.id ?? '', invoke)).toBe('ready');
      expect(inputs).toEqual([]);
    } finally {
      openForCalls();
      hand.letGo();
    }
    expect(await execute(calls[0]?.id ?? '', countingInvoke().invoke)).toBe('done');
  });
});
