import { generateText, Output, streamText } from 'ai';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { QueuePlace } from '@/lib/admission/contracts';
import { stopListening } from '@/lib/db/listen';
import { createPerson, type SeedPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { admittedModel, type ModelCallSettings } from '@/lib/runs/admitted-model';
import { ask } from '@/lib/runs/ask';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';
import { stopRun } from '@/lib/runs/stop-run';

useTestDatabase();
let demo: DemoEngineProcess;
let [li, wang]: SeedPerson[] = [];

beforeAll(async () => {
  demo = await startDemoEngine([]);
  vi.stubEnv('ENGINE_URL', demo.url);
  vi.stubEnv('ENGINE_MAX_CONCURRENT', '1');
  li = await createPerson({ role: 'employee', name: '小李' });
  wang = await createPerson({ role: 'employee', name: '小王' });
  await startRuns();
  // The self-test asks the engine too, and would take what is scripted.
  await vi.waitUntil(() => getEngine().state === 'online', 10_000);
});
afterEach(async () => {
  await demo.configure({ streamTokensPerSecond: 0 });
  await demo.reset();
});
afterAll(async () => {
  await stopRuns();
  await stopListening();
  await demo.stop();
  vi.unstubAllEnvs();
});

const principalOf = (person: SeedPerson | undefined) => ({
  personId: person?.id ?? '',
  sessionId: uuidv7(),
  name: '',
  role: 'employee' as const,
  mustChangePassword: false,
});

/** An admitted model, with what its calls said. */
function modelOf(person: SeedPerson | undefined, given: Partial<ModelCallSettings> = {}) {
  const queued: string[] = [];
  const places: QueuePlace[] = [];
  const model = admittedModel({
    personId: person?.id ?? '',
    kind: 'title',
    band: 'background',
    onQueued: (runId) => queued.push(runId),
    onPlace: (place) => places.push(place),
    ...given,
  });
  const runId = async (): Promise<string> => vi.waitUntil(() => queued[0], { timeout: 5_000, interval: 10 });
  return { model, runId, places };
}

/** A call that writes exactly so many tokens, 80 a second. */
const long = (tokens: number) => ({ prompt: `[[demo tokens=${tokens}]]`, maxOutputTokens: tokens + 10 });
const LONG = long(4_000);

const rowSchema = z.object({
  kind: z.string(),
  status: z.string(),
  code: z.string().nullable(),
  prompt: z.number(),
  cached: z.number(),
  output: z.number(),
  reserved: z.number(),
  epoch: z.number(),
  admittedAt: z.date().nullable(),
});
async function rowOf(runId: string) {
  const { rows } = await sqlRunner().query(
    `SELECT kind::text AS kind, status::text AS status, error->>'code' AS code, prompt_tokens AS prompt, cached_tokens AS cached, output_tokens AS output,
            reserved_tokens AS reserved, lease_epoch AS epoch, admitted_at AS "admittedAt" FROM run WHERE id = $1`,
    [runId],
  );
  return rowSchema.parse(rows[0]);
}
const isRunning = (runId: string) => vi.waitUntil(async () => (await rowOf(runId)).status === 'running', 10_000);
const isWriting = () => vi.waitUntil(async () => (await demo.state()).running.length > 0, 10_000);
const isEngineIdle = () => vi.waitUntil(async () => (await demo.state()).running.length === 0, 5_000);

/** For tests that wait for the ends of their calls alone. */
const quick = () => demo.configure({ streamTokensPerSecond: 800 });

describe('a call of the SDK', () => {
  it('is a run whose usage is recorded as the engine counted it', async () => {
    await quick();
    const { model, runId } = modelOf(li);
    const { text, usage } = await generateText({ model, prompt: '你好' });
    expect(text).not.toBe('');
    expect(await rowOf(await runId())).toMatchObject({
      kind: 'title',
      status: 'completed',
      code: null,
      prompt: usage.inputTokens,
      output: usage.outputTokens,
      reserved: 0,
    });
    const { rows } = await sqlRunner().query<{ counter: number; running: number }>(
      'SELECT counter, running FROM fair_share WHERE person_id = $1',
      [li?.id],
    );
    const [share] = rows;
    expect(share?.running).toBe(0);
    expect(share?.counter).toBeGreaterThan(0);
  });

  it('streams', async () => {
    const { model, runId } = modelOf(li, { mode: 'thinking' });
    const result = streamText({ model, ...long(30) });
    let deltas = 0;
    for await (const text of result.textStream) deltas += text.length > 0 ? 1 : 0;
    expect(deltas).toBeGreaterThan(3);
    expect(await rowOf(await runId())).toMatchObject({
      status: 'completed',
      output: await result.usage.then((u) => u.outputTokens),
    });
  });

  it('gives an object of a schema', async () => {
    const { model } = modelOf(li);
    const schema = z.object({ city: z.string(), days: z.number() });
    const { output } = await generateText({
      model,
      output: Output.object({ schema }),
      prompt: '查一下北京未来3天的天气',
    });
    expect(output).toEqual({ city: '北京', days: 3 });
  });

  it('refuses a prompt that cannot fit before it is queued', async () => {
    const { model } = modelOf(li);
    const prompt = '超'.repeat(80_000);
    await expect(generateText({ model, prompt })).rejects.toMatchObject({ code: 'prompt-too-long' });
  });

  it('of a reader who does not read keeps no slot', async () => {
    await quick();
    const { model, runId } = modelOf(li);
    const { stream } = await model.doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: long(300).prompt }] }],
      maxOutputTokens: 300,
    });
    const id = await runId();
    await vi.waitUntil(async () => (await rowOf(id)).status === 'completed', 15_000);
    await stream.cancel();
  });
});

describe('the queue', () => {
  it('takes turns between people, and reports a place', async () => {
    const first = modelOf(li);
    const firstDone = generateText({ model: first.model, ...long(120) });
    await isRunning(await first.runId());
    const ended: string[] = [];
    const call = async (name: string, person: SeedPerson | undefined) => {
      const { model, runId, places } = modelOf(person);
      const done = generateText({ model, ...long(40) }).then(() => ended.push(name));
      await runId();
      return { done, places };
    };
    const [second, third, other] = [await call('li 2', li), await call('li 3', li), await call('wang', wang)];
    await Promise.all([firstDone, second.done, third.done, other.done]);
    expect(ended.indexOf('wang')).toBeLessThan(2);
    expect(ended.indexOf('li 2')).toBeLessThan(ended.indexOf('li 3'));
    expect(third.places[0]).toMatchObject({ reason: 'slots' });
    expect(third.places[0]?.position).toBeGreaterThan(1);
  });

  it('gives the slot of background work to a person who asks, and takes it up again', async () => {
    const { model, runId } = modelOf(li);
    const done = generateText({ model, ...long(60) });
    const id = await runId();
    await isRunning(id);
    await ask(principalOf(wang), {
      conversationId: uuidv7(),
      messageId: uuidv7(),
      parentId: null,
      text: '你好',
      mode: 'quick',
    });
    expect((await done).usage.outputTokens).toBe(60);
    expect(await rowOf(id)).toMatchObject({ status: 'completed', epoch: 2 });
  });

  it('serves two callers of one person', async () => {
    await quick();
    const texts = await Promise.all(
      ['一加一', '二加二'].map(async (prompt) => (await generateText({ model: modelOf(li).model, prompt })).text),
    );
    expect(texts.every((text) => text !== '')).toBe(true);
  });
});

describe('a call ends', () => {
  const busy = async () => {
    const holder = modelOf(wang);
    const abort = new AbortController();
    const done = generateText({ model: holder.model, ...LONG, abortSignal: abort.signal }).catch(() => undefined);
    await isRunning(await holder.runId());
    return async () => {
      abort.abort();
      await done;
    };
  };

  it('when its run is stopped while it waits', async () => {
    const free = await busy();
    const { model, runId } = modelOf(li);
    const done = generateText({ model, prompt: '你好' });
    await stopRun(principalOf(li), await runId());
    await expect(done).rejects.toMatchObject({ code: 'run-stopped' });
    await free();
  });

  it('when another process stops its run', async () => {
    const free = await busy();
    const { model, runId } = modelOf(li);
    const done = generateText({ model, prompt: '你好' });
    const id = await runId();
    await sqlRunner().query(`UPDATE run SET status = 'stopped', finished_at = now() WHERE id = $1`, [id]);
    await sqlRunner().query(`SELECT pg_notify('queue', 'elsewhere')`);
    await expect(done).rejects.toMatchObject({ code: 'run-stopped' });
    await free();
  });

  it('when its run is stopped while it is written, and the engine is free', async () => {
    const { model, runId } = modelOf(li);
    const done = generateText({ model, ...LONG });
    const id = await runId();
    const failed = expect(done).rejects.toMatchObject({ code: 'run-stopped' });
    await isWriting();
    await stopRun(principalOf(li), id);
    await failed;
    await isEngineIdle();
    expect(await rowOf(id)).toMatchObject({ status: 'stopped', reserved: 0 });
    await expect(stopRun(principalOf(wang), id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each(['waiting', 'running'])('when its caller goes while it is %s', async (state) => {
    const free = state === 'waiting' ? await busy() : () => Promise.resolve();
    const { model, runId } = modelOf(li);
    const caller = new AbortController();
    const done = generateText({ model, ...LONG, abortSignal: caller.signal });
    const failed = expect(done).rejects.toThrow(/caller left/);
    const id = await runId();
    if (state === 'running') await isWriting();
    caller.abort(new Error('caller left'));
    await failed;
    await vi.waitUntil(async () => (await rowOf(id)).status === 'stopped', 5_000);
    if (state === 'running') await isEngineIdle();
    else expect((await rowOf(id)).admittedAt).toBeNull();
    await free();
  });

  it('when the reader of a stream leaves', async () => {
    const { model, runId } = modelOf(li);
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: LONG.prompt }] }];
    const { stream } = await model.doStream({ prompt, maxOutputTokens: 4_000 });
    await stream.cancel();
    const id = await runId();
    await vi.waitUntil(async () => (await rowOf(id)).status === 'stopped', 5_000);
    await isEngineIdle();
  });

  it('when the lease is lost', async () => {
    const { model, runId } = modelOf(li);
    const done = generateText({ model, ...LONG });
    const failed = expect(done).rejects.toMatchObject({ code: 'run-lost' });
    const id = await runId();
    await isWriting();
    await sqlRunner().query('UPDATE run SET lease_epoch = lease_epoch + 1, instance_id = $2 WHERE id = $1', [
      id,
      uuidv7(),
    ]);
    await failed;
    await isEngineIdle();
    // Nobody has this lease: it is recovered like that of a dead process, and the run ends.
    await sqlRunner().query(`UPDATE run SET lease_expires_at = now() - interval '1 s' WHERE id = $1`, [id]);
    await vi.waitUntil(async () => (await rowOf(id)).status === 'failed', 10_000);
    expect(await rowOf(id)).toMatchObject({ code: 'server-restarted', reserved: 0 });
  });
});

describe('an engine that fails', () => {
  it('is asked again while the caller has got nothing', async () => {
    await demo.script({ fault: 'reset', afterTokens: 3 });
    const { model, runId } = modelOf(li);
    const { text } = await generateText({ model, prompt: '你好' });
    expect(text).not.toBe('');
    expect(await rowOf(await runId())).toMatchObject({ status: 'completed', epoch: 2 });
  });

  it('is not asked for ever', async () => {
    await demo.script({ fault: 'error-before', status: 503, times: 0 });
    const { model, runId } = modelOf(li);
    const failed = await generateText({ model, prompt: '你好' }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'engine-http', kind: 'unavailable' });
    expect(await rowOf(await runId())).toMatchObject({ status: 'failed', code: 'engine-http' });
    await demo.reset();
    await vi.waitUntil(() => getEngine().state === 'online', 10_000);
  });

  it('ends a stream that has begun', async () => {
    await demo.script({ fault: 'reset', afterTokens: 5 });
    const { model, runId } = modelOf(li);
    const errors: unknown[] = [];
    const result = streamText({ model, ...long(100), onError: ({ error }) => void errors.push(error) });
    await result.consumeStream();
    expect(errors).toMatchObject([{ code: 'engine-ended-early' }]);
    expect(await rowOf(await runId())).toMatchObject({ status: 'failed', code: 'engine-ended-early' });
  });
});

// The last one: nothing is executed afterwards.
describe('when this process ends', () => {
  it('callers learn of it, and their runs end', async () => {
    const [running, waiting] = [modelOf(li), modelOf(wang)];
    const failed = Promise.all([
      expect(generateText({ model: running.model, ...LONG })).rejects.toMatchObject({ code: 'server-restarted' }),
      expect(generateText({ model: waiting.model, ...LONG })).rejects.toMatchObject({ code: 'server-restarted' }),
    ]);
    const ids = [await running.runId(), await waiting.runId()];
    await isWriting();
    await stopRuns();
    await failed;
    for (const id of ids) expect(await rowOf(id)).toMatchObject({ status: 'failed', code: 'server-restarted' });
  });
});
