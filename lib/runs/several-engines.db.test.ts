import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isTerminal } from '@/lib/conversations/contracts';
import { stopListening } from '@/lib/db/listen';
import { createPerson, type SeedPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { changeEngine, deleteEngine, setAdmission } from '@/lib/engines/change-engine';
import type { EngineDto, EngineInput } from '@/lib/engines/contracts';
import { createEngine } from '@/lib/engines/create-engine';
import { listChoices } from '@/lib/engines/list-choices';
import { listEngines } from '@/lib/engines/list-engines';
import { engineInput } from '@/lib/engines/testing/engine-input';
import { ask } from '@/lib/runs/ask';
import { selectRuns } from '@/lib/runs/internal/runs-sql';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';

useTestDatabase();
let [first, second]: DemoEngineProcess[] = [];
let admin: SeedPerson;
let employee: SeedPerson;
let groupId: string;

beforeAll(async () => {
  [first, second] = await Promise.all([
    startDemoEngine(['--unpaced']),
    startDemoEngine(['--unpaced', '--model', 'llama3-8b']),
  ]);
  vi.stubEnv('ENGINE_URL', first.url);
  admin = await createPerson({ role: 'admin', name: '主管' });
  employee = await createPerson({ role: 'employee', name: '小李' });
  groupId = uuidv7();
  await sqlRunner().query('INSERT INTO person_group (id, name) VALUES ($1, $2)', [groupId, '法务']);
  await startRuns();
  await vi.waitUntil(() => getEngine().state === 'online', 10_000);
});
afterEach(async () => {
  for (const { id, isFixed } of await listEngines(principalOf(admin)))
    if (!isFixed) await deleteEngine(principalOf(admin), id);
  await sqlRunner().query('DELETE FROM group_member');
});
afterAll(async () => {
  await stopRuns();
  await stopListening();
  await first?.stop();
  await second?.stop();
  vi.unstubAllEnvs();
});

const principalOf = ({ id, role }: SeedPerson) => ({
  personId: id,
  sessionId: uuidv7(),
  name: '',
  role,
  mustChangePassword: false,
});

const inputOf = (given: Partial<EngineInput> = {}): EngineInput =>
  engineInput({ label: '第二块卡', baseUrl: second?.url ?? '', model: 'llama3-8b', ...given });

/** Adds an engine and waits until this process admits runs to it. */
async function add(given: Partial<EngineInput> = {}): Promise<EngineDto> {
  const engine = await createEngine(principalOf(admin), inputOf(given));
  await vi.waitUntil(async () => (await listEngines(principalOf(admin))).at(-1)?.state === 'online', 10_000);
  return engine;
}

/** Asks and waits for the end. */
async function answer(engine: string | undefined, conversationId = uuidv7(), parentId: string | null = null) {
  const choice = engine === undefined ? {} : { engine };
  const runId = await ask(principalOf(employee), {
    conversationId,
    messageId: uuidv7(),
    parentId,
    text: '你好',
    mode: 'quick',
    ...choice,
  });
  const run = await vi.waitUntil(async () => {
    const [found] = await selectRuns(sqlRunner(), [runId]);
    return found !== undefined && isTerminal(found.status) ? found : undefined;
  }, 10_000);
  return run;
}

const engineOf = async (runId: string): Promise<string | undefined> =>
  (await sqlRunner().query<{ engine: string }>('SELECT engine_id AS engine FROM run WHERE id = $1', [runId])).rows[0]
    ?.engine;

describe('a second model', () => {
  it('is a choice that a conversation remembers', async () => {
    const { id } = await add();
    const { choices, chosen } = await listChoices(principalOf(employee), undefined);
    expect(choices.map(({ id: pool }) => pool)).toEqual(['default', id]);
    expect(choices[1]).toMatchObject({ label: '第二块卡', model: 'llama3-8b', waitMs: 0 });
    expect(chosen).toBe('default');
    const run = await answer(id);
    expect(run).toMatchObject({ status: 'completed', origin: { model: 'llama3-8b' } });
    expect(await engineOf(run.runId)).toBe(id);
    expect((await listChoices(principalOf(employee), run.conversationId)).chosen).toBe(id);
    const next = await answer(undefined, run.conversationId, run.assistantMessageId);
    expect(await engineOf(next.runId)).toBe(id);
    expect(await engineOf((await answer(undefined)).runId)).toBe('default');
  });

  it('is nobody’s but those of its groups', async () => {
    const { id } = await add({ groupIds: [groupId] });
    expect((await listChoices(principalOf(employee), undefined)).choices).toHaveLength(1);
    await expect(answer(id)).rejects.toMatchObject({ kind: 'not-found' });
    await sqlRunner().query('INSERT INTO group_member (group_id, person_id) VALUES ($1, $2)', [groupId, employee.id]);
    const run = await answer(id);
    expect(run.status).toBe('completed');
    // Who leaves the group goes on with the default engine.
    await sqlRunner().query('DELETE FROM group_member');
    const next = await answer(undefined, run.conversationId, run.assistantMessageId);
    expect(await engineOf(next.runId)).toBe('default');
  });

  it('takes no new questions while it is drained', async () => {
    const { id } = await add();
    await setAdmission(principalOf(admin), id, 'draining');
    await expect(answer(id)).rejects.toMatchObject({ code: 'engine-draining' });
    expect((await listChoices(principalOf(employee), undefined)).choices).toHaveLength(1);
  });
});

describe('the same model on a second engine', () => {
  it('is no choice but one pool', async () => {
    const { id, pool } = await add({ model: null, baseUrl: first?.url ?? '' });
    expect(pool).toBe('default');
    expect((await listChoices(principalOf(employee), undefined)).choices).toHaveLength(1);
    await setAdmission(principalOf(admin), 'default', 'paused');
    try {
      expect(await engineOf((await answer(undefined)).runId)).toBe(id);
    } finally {
      await setAdmission(principalOf(admin), 'default', 'open');
    }
  });
});

describe('an outside service', () => {
  it('is off until a group has it, and each use is in the log', async () => {
    const { id } = await add({ location: 'external', allowsTools: false });
    await expect(answer(id)).rejects.toMatchObject({ kind: 'not-found' });
    await deleteEngine(principalOf(admin), id);
    await sqlRunner().query('INSERT INTO group_member (group_id, person_id) VALUES ($1, $2)', [groupId, employee.id]);
    const outside = await add({ location: 'external', allowsTools: false, groupIds: [groupId], model: null });
    expect(outside.pool).toBe(outside.id);
    const { choices } = await listChoices(principalOf(employee), undefined);
    expect(choices[1]).toMatchObject({ location: 'external', hasTools: false });
    const run = await answer(outside.id);
    expect(run).toMatchObject({ status: 'completed', origin: { isExternal: true } });
    const { rows } = await sqlRunner().query(
      `SELECT actor_id, run_id FROM audit_event WHERE action = 'engine.used_outside' AND target_id = $1`,
      [outside.id],
    );
    expect(rows).toEqual([{ actor_id: employee.id, run_id: run.runId }]);
  });

  it('stops at its monthly limit with a clear refusal', async () => {
    await sqlRunner().query('INSERT INTO group_member (group_id, person_id) VALUES ($1, $2)', [groupId, employee.id]);
    const { id } = await add({
      location: 'external',
      groupIds: [groupId],
      inputPrice: 1_000,
      outputPrice: 1_000,
      monthlyLimit: 0.01,
    });
    expect((await answer(id)).status).toBe('completed');
    const [, engine] = await listEngines(principalOf(admin));
    expect(engine?.spent).toBeGreaterThan(0.01);
    await expect(answer(id)).rejects.toMatchObject({ code: 'engine-monthly-limit', values: { limit: 0.01 } });
  });

  it('gets no request for as long as it says that there are too many, and loses none', async () => {
    await sqlRunner().query('INSERT INTO group_member (group_id, person_id) VALUES ($1, $2)', [groupId, employee.id]);
    const { id } = await add({ location: 'external', groupIds: [groupId] });
    await second?.script({ fault: 'error-before', status: 429, marker: '你好' });
    const run = await answer(id);
    expect(run.status).toBe('completed');
  });
});

describe('an admin', () => {
  it('changes what nobody changed meanwhile', async () => {
    const engine = await add();
    const changed = await changeEngine(principalOf(admin), engine.id, {
      version: engine.version,
      engine: inputOf({ label: '改名' }),
    });
    expect(changed).toMatchObject({ label: '改名', version: engine.version + 1 });
    await expect(
      changeEngine(principalOf(admin), engine.id, { version: engine.version, engine: inputOf() }),
    ).rejects.toMatchObject({ code: 'engine-changed' });
  });

  it('saves only what passes the self-test, and leaves the one of ENGINE_URL', async () => {
    await expect(createEngine(principalOf(admin), inputOf({ baseUrl: 'http://127.0.0.1:1' }))).rejects.toMatchObject({
      code: 'engine-refused',
    });
    await expect(deleteEngine(principalOf(admin), 'default')).rejects.toMatchObject({ code: 'engine-fixed' });
    await expect(listEngines(principalOf(employee))).rejects.toMatchObject({ code: 'admin-only' });
  });

  it('removes no engine that somebody waits for', async () => {
    const { id } = await add();
    await setAdmission(principalOf(admin), id, 'paused');
    const runId = await ask(principalOf(employee), {
      conversationId: uuidv7(),
      messageId: uuidv7(),
      parentId: null,
      text: '你好',
      mode: 'quick',
      engine: id,
    });
    await expect(deleteEngine(principalOf(admin), id)).rejects.toMatchObject({ code: 'engine-in-use' });
    await setAdmission(principalOf(admin), id, 'open');
    await vi.waitUntil(async () => (await selectRuns(sqlRunner(), [runId]))[0]?.status === 'completed', 10_000);
  });
});
