import { describe, expect, it } from 'vitest';
import { setGrant } from '@/lib/grants/set-grant';
import { addTool } from '@/lib/tools/testing/add-tool';
import { actionsOf, askForOne, countingInvoke, execute, readCall } from '@/lib/tool-calls/testing/call-scene';
import { sql } from '@/lib/tools/testing/tool-scene';
import { SCHEMA, useWeatherTool } from '@/lib/tool-calls/testing/use-weather-tool';

const scene = useWeatherTool();

describe('what changed since it was asked for', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['a grant that was taken away', 'tool-not-granted', () => sql('DELETE FROM tool_grant')],
    [
      'a deny that was added',
      'tool-not-granted',
      () =>
        setGrant(scene.admin, {
          toolId: scene.toolId,
          subjectKind: 'person',
          subjectId: scene.asker.personId,
          effect: 'deny',
          limits: {},
        }),
    ],
    [
      'a grant that asks now',
      'tool-approval-missing',
      () =>
        setGrant(scene.admin, {
          toolId: scene.toolId,
          subjectKind: 'role',
          subjectId: 'employee',
          effect: 'ask',
          limits: {},
        }),
    ],
    [
      'a role that was lost',
      'tool-not-granted',
      () => sql(`UPDATE person SET role = 'agent' WHERE id = $1`, [scene.asker.personId]),
    ],
    [
      'a disabled person',
      'person-disabled',
      () => sql('UPDATE person SET disabled_at = now() WHERE id = $1', [scene.asker.personId]),
    ],
    ['a disabled tool', 'tool-disabled', () => sql('UPDATE tool SET enabled = false')],
    ['a quarantined tool', 'tool-held', () => sql('UPDATE tool SET held_at = now()')],
    ['a deleted tool', 'tool-not-granted', () => sql('UPDATE tool SET deleted_at = now()')],
    ['a tool that is another now', 'tool-changed', () => sql(`UPDATE tool SET fingerprint = 'other'`)],
    [
      'a schema that says no now',
      'tool-arguments-invalid',
      () => sql(`UPDATE tool SET input_schema = '{"type":"object","properties":{"city":{"type":"number"}}}'`),
    ],
    [
      'arguments that are no longer allowed',
      'tool-arguments-not-allowed',
      () =>
        setGrant(scene.admin, {
          toolId: scene.toolId,
          subjectKind: 'role',
          subjectId: 'employee',
          effect: 'allow',
          limits: { arguments: { properties: { city: { const: '杭州' } } } },
        }),
    ],
    [
      'hours that are over',
      'tool-outside-hours',
      () =>
        setGrant(scene.admin, {
          toolId: scene.toolId,
          subjectKind: 'role',
          subjectId: 'employee',
          effect: 'allow',
          limits: {
            hours: {
              timeZone: 'UTC',
              days: [new Date(Date.now() + 3 * 86_400_000).getUTCDay() || 7],
              from: '00:00',
              to: '00:00',
            },
          },
        }),
    ],
    [
      'arguments changed behind the hash',
      'tool-arguments-changed',
      () => sql(`UPDATE tool_call SET arguments = '{"city":"y"}'`),
    ],
    [
      'a hash changed before the arguments',
      'tool-arguments-changed',
      () => sql(`UPDATE tool_call SET argument_hash = repeat('0', 64)`),
    ],
    ['a deleted conversation', 'conversation-deleted', () => sql('UPDATE conversation SET deleted_at = now()')],
    [
      'arguments that are gone over to another tool',
      'tool-not-granted',
      async () => {
        const other = await addTool({
          name: 'other',
          definition: { kind: 'builtin', builtin: 'calculator' },
          inputSchema: SCHEMA,
        });
        await sql('UPDATE tool_call SET tool_id = $1', [other]);
      },
    ],
  ])('%s: %s', async (_what, code, change) => {
    const { id } = await askForOne(scene.run, 'weather', { city: 'x' });
    await change();
    const { invoke, inputs } = countingInvoke();
    expect(await execute(id, invoke)).toBe('refused');
    expect(inputs).toEqual([]);
    expect(await readCall(id)).toMatchObject({ state: 'refused', error: { code }, result_text: null });
    expect(await actionsOf(id)).toEqual(['call.requested', 'call.refused']);
  });
});
