import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { createRun } from '@/lib/db/testing/seed';
import { sqlRunner } from '@/lib/db/transaction';
import { defaultSettings } from '@/lib/engine/internal/engine-settings';
import { EngineWatch } from '@/lib/engine/internal/engine-watch';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { AppError } from '@/lib/errors/app-error';
import pg from 'pg';

const database = useTestDatabase();

let demo: DemoEngineProcess;
let watch: EngineWatch;
beforeAll(async () => {
  demo = await startDemoEngine(['--unpaced']);
});
afterAll(() => demo.stop());
beforeEach(async () => {
  await sqlRunner().query('DELETE FROM engine');
  await demo.configure({ dialect: 'vllm', metrics: true, kvTokens: 71_500, unpaced: true });
  watch = new EngineWatch(defaultSettings(demo.url));
});
afterEach(async () => {
  watch.stop();
  await demo.script({ clear: true });
});

interface Row {
  state: string;
  max_concurrent: number;
  kv_tokens: number;
  context_tokens: number;
  capacity_source: string;
  foreign_slots: number;
  is_demo: boolean;
  capabilities: unknown;
}

async function row(): Promise<Row | undefined> {
  return (await sqlRunner().query<Row & pg.QueryResultRow>('SELECT * FROM engine')).rows[0];
}

const refused = new AppError({ kind: 'unavailable', code: 'engine-refused', detail: 'connect ECONNREFUSED' });
const broken = new AppError({ kind: 'unavailable', code: 'engine-error-midstream', detail: 'boom' });

describe('the watch', () => {
  it('writes what it found and says so', async () => {
    const listener = new pg.Client({ connectionString: database.connectionString });
    await listener.connect();
    try {
      await listener.query('LISTEN engine');
      const notified = once(listener, 'notification');
      expect(watch.engine.state).toBe('unknown');
      await watch.check();
      expect(watch.engine).toMatchObject({
        state: 'online',
        isDemo: true,
        model: 'qwen3-14b-demo',
        maxConcurrent: 3,
        kvTokens: 71_488,
        contextTokens: 32_768,
      });
      expect(await row()).toMatchObject({
        state: 'online',
        max_concurrent: 3,
        kv_tokens: 71_488,
        context_tokens: 32_768,
        capacity_source: 'engine',
        foreign_slots: 0,
        is_demo: true,
      });
      expect(await notified).toMatchObject([{ channel: 'engine', payload: 'default' }]);
    } finally {
      await listener.end();
    }
  });

  it('works while nothing answers, and connects when something does', async () => {
    const gone = await startDemoEngine();
    await gone.stop();
    const early = new EngineWatch(defaultSettings(gone.url));
    await early.check();
    expect(early.engine.state).toBe('offline');
    expect(await row()).toMatchObject({ state: 'offline' });
    const back = await startDemoEngine(['--port', String(gone.port)]);
    try {
      early.start();
      await expect.poll(() => early.engine.state, { timeout: 10_000 }).toBe('online');
      await expect.poll(async () => (await row())?.state).toBe('online');
      expect(early.report.selfTest?.capabilities.make).toBe('demo');
    } finally {
      early.stop();
      await back.stop();
    }
  });

  it('one failed check is no outage, two are', async () => {
    await watch.check();
    await demo.script({ fault: 'engine-dead' });
    await watch.check();
    expect(watch.engine.state).toBe('online');
    await watch.check();
    expect(watch.engine.state).toBe('offline');
    expect(await row()).toMatchObject({ state: 'offline' });
    await demo.script({ clear: true });
    await watch.check();
    expect(watch.engine.state).toBe('online');
  });

  it('a refused connection makes it offline at once', async () => {
    await watch.check();
    watch.fail(refused);
    expect(watch.engine.state).toBe('offline');
    await watch.check();
    expect(watch.engine.state).toBe('online');
  });

  it('an engine that answers its health check but fails its runs is rested, then tried again', async () => {
    await watch.check();
    watch.fail(broken);
    watch.fail(broken);
    expect(watch.engine.state).toBe('online');
    watch.fail(broken);
    expect(watch.engine.state).toBe('offline');
    // A longer rest than a slow check takes.
    for (let times = 0; times < 3; times += 1) watch.fail(broken);
    await watch.check();
    expect(watch.engine.state).toBe('offline');
    watch.succeed();
    await watch.check();
    expect(watch.engine.state).toBe('online');
  });

  it('is tested again when its failures open the breaker: it may have come back with other flags', async () => {
    await watch.check();
    const before = watch.report.selfTest?.checkedAt;
    for (let times = 0; times < 3; times += 1) watch.fail(broken);
    await watch.check();
    expect(watch.report.selfTest?.checkedAt).not.toBe(before);
  });

  it('an engine with less KV cache than it reported is healthy, and counts as smaller from then on', async () => {
    await demo.configure({ dialect: 'llamacpp' });
    await watch.check();
    expect(watch.engine.kvTokens).toBe(98_304);
    const full = new AppError({ kind: 'unavailable', code: 'engine-full', detail: 'Context size has been exceeded.' });
    // All requests that were in it fail together.
    for (let times = 0; times < 4; times += 1) watch.fail(full);
    expect(watch.report).toMatchObject({ state: 'online', kvTokens: 32_768, capacitySource: 'full' });
    await watch.check();
    expect(await row()).toMatchObject({ state: 'online', kv_tokens: 32_768, capacity_source: 'full' });
    await watch.testAgain();
    expect(watch.report).toMatchObject({ kvTokens: 98_304, capacitySource: 'engine' });
  });

  it('a refused key is shown to admins and does not delay runs: they are sent, and fail at once', async () => {
    const words = { lastError: 'HTTP 401: Invalid key sk-7f3a' };
    await watch.check();
    await demo.script({ fault: 'error-before', status: 401, message: 'Invalid key sk-7f3a', times: 0 });
    // Its health check stays well: only a run finds out.
    watch.fail(
      new AppError({
        kind: 'unavailable',
        code: 'engine-unauthorized',
        detail: words.lastError,
        values: { status: 401 },
      }),
    );
    for (let times = 0; times < 3; times += 1) await watch.check();
    expect(watch.report).toMatchObject({ state: 'online', ...words });
    // A process that starts now finds out by its self-test.
    await sqlRunner().query('DELETE FROM engine');
    const late = new EngineWatch(defaultSettings(demo.url));
    await late.check();
    expect(late.report).toMatchObject({ state: 'online', ...words });
    await demo.script({ clear: true });
    for (const one of [watch, late]) {
      await one.check();
      expect(one.report).toMatchObject({ state: 'online', lastError: null, model: 'qwen3-14b-demo' });
    }
  });

  it('a wrong request says nothing about the engine', async () => {
    await watch.check();
    const wrong = new AppError({
      kind: 'unavailable',
      code: 'engine-http',
      detail: 'HTTP 400',
      values: { status: 400 },
    });
    for (let times = 0; times < 5; times += 1) watch.fail(wrong);
    expect(watch.engine.state).toBe('online');
  });

  it('sees what others run on the engine, but not our own runs', async () => {
    await watch.check();
    await demo.configure({ unpaced: false });
    const others = [1, 2].map(() => {
      const abort = new AbortController();
      const body = JSON.stringify({
        model: 'qwen3-14b-demo',
        stream: true,
        messages: [{ role: 'user', content: '[[demo tokens=5000]]' }],
      });
      const answer = fetch(`${demo.url}/v1/chat/completions`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
        signal: abort.signal,
      });
      return { abort, answer };
    });
    try {
      await Promise.all(others.map(({ answer }) => answer));
      await watch.check();
      await watch.check();
      expect(await row()).toMatchObject({ foreign_slots: 2 });
      await createRun({ status: 'running' });
      await sqlRunner().query(`UPDATE run SET engine_id = 'default'`);
      await watch.check();
      await watch.check();
      expect(await row()).toMatchObject({ foreign_slots: 1 });
    } finally {
      for (const { abort } of others) abort.abort();
      await sqlRunner().query('DELETE FROM run');
    }
  });

  it('tests again when the engine becomes another one', async () => {
    await watch.check();
    await demo.configure({ dialect: 'llamacpp' });
    await watch.testAgain();
    expect(watch.engine.capabilities.make).toBe('llamacpp');
    expect(await row()).toMatchObject({ kv_tokens: 98_304, capacity_source: 'engine' });
  });

  it('leaves measured rates alone and takes them over', async () => {
    await watch.check();
    await sqlRunner().query(`UPDATE engine SET rates = '{"prefillTokensPerSecond": 5000}'`);
    const other = new EngineWatch(defaultSettings(demo.url));
    await other.check();
    expect(other.engine.rates).toEqual({ prefillTokensPerSecond: 5_000 });
  });
});
