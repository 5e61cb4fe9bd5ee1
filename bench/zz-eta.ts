import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { busyShares, readEngine, remainingSeconds, resetEngine, sampleEngine } from '@/bench/fairness/watch-engine';
import { percentile } from '@/bench/support/measure';
import { seededRandom } from '@/bench/support/seeded-random';
import { admitRuns } from '@/lib/admission/admit-runs';
import { finishRun } from '@/lib/admission/finish-run';
import { growReservations } from '@/lib/admission/grow-reservations';
import { watchQueue } from '@/lib/admission/queue-places';
import { startAdmission } from '@/lib/admission/start-admission';
import { addPeople, setCard } from '@/lib/admission/testing/admission-testing-sql';
import { ask } from '@/lib/admission/testing/queue-scenario';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { openTestPool } from '@/lib/db/testing/open-test-pool';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { startDemoEngine } from '@/lib/engine/testing/start-demo-engine';
import { setEnvironment } from '@/lib/config/environment';
setEnvironment({ QUEUE_LIMIT_PER_PERSON: '1000', LOG_LEVEL: 'warn' });
const FLOOD = Number(process.argv[2] ?? 60);
const random = seededRandom(3);
const between = (a: number, b: number) => Math.round(a + random() * (b - a));
const folder = await mkdtemp(path.join(os.tmpdir(), 'yika-eta-'));
const postgres = await startEmbeddedPostgres({ dataFolder: folder, database: 'bench' });
globalThis.yikaPool = openTestPool(postgres.connectionString, 12);
await applyMigrations({ connectionString: postgres.connectionString, prismaFolder: path.resolve('prisma') });
const engine = await startDemoEngine();
const sql = sqlRunner();
await setCard(sql);
const me = uuidv7();
interface Q { tokens: number; who: string; askedAt: number; admittedAt?: number; place?: { eta: number | null; at: number; pos: number }; done: () => void; promise: Promise<void>; bound: number }
const qs = new Map<string, Q>();
const live = new Map<string, { runId: string; epoch: number; out: number; first: Date | null }>();
const early: any[] = [];
async function execute(lease: any) {
  const q = qs.get(lease.runId); if (!q) { early.push(lease); return; }
  q.admittedAt = performance.now();
  const l = { runId: lease.runId, epoch: lease.epoch, out: 0, first: null as Date | null }; live.set(lease.runId, l);
  const long = q.tokens > 300;
  const res = await fetch(engine.url + '/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json', 'x-request-id': lease.runId }, body: JSON.stringify({ model: 'qwen3-14b-demo', stream: true, stream_options: { include_usage: true }, messages: [{ role: 'user', content: '[[demo tokens=' + q.tokens + ']] ' + (long ? '请把下面的合同逐条总结，并指出风险。'.repeat(60) : '今天下午的会议室是哪一间？') }], chat_template_kwargs: { enable_thinking: false } }) });
  const dec = new TextDecoder(); let usage: any; let buf = '';
  for await (const c of res.body as any) { buf += dec.decode(c, { stream: true }); const lines = buf.split('\n'); buf = lines.pop() ?? ''; for (const line of lines) if (line.startsWith('data: {')) { const d = JSON.parse(line.slice(6)); if (d.usage) usage = d.usage; if (d.choices?.[0]?.delta?.content) { l.first ??= new Date(); l.out++; } } }
  live.delete(lease.runId);
  await withTransaction((tx) => finishRun(tx, { runId: lease.runId, epoch: lease.epoch, status: 'completed', error: null, promptTokens: usage.prompt_tokens, cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0, outputTokens: usage.completion_tokens, now: new Date() }));
  void admitRuns(); q.done();
}
const admission = await startAdmission({ instanceId: me, onAdmitted: (l) => void execute(l), onStopRequested() {}, onRunLost() { console.log('LOST'); }, onOrphan: async () => {}, onWaitExpired: async () => {} });
const flush = setInterval(() => { void growReservations(sql, [...live.values()].filter((l) => l.first).map((l) => ({ runId: l.runId, epoch: l.epoch, outputTokens: l.out, phase: 'writing' as const, firstTokenAt: l.first }))).catch((e) => console.log(String(e))); }, 500);
const watch = watchQueue({ onChange: (places) => { for (const [id, p] of places) { const q = qs.get(id); if (q && !q.place) q.place = { eta: p.etaMs, at: performance.now(), pos: p.position }; } } });
async function go(person: string, who: string, tokens: number, prompt: number) {
  let done!: () => void; const promise = new Promise<void>((r) => (done = r));
  const bound = who === 'other' ? remainingSeconds(await readEngine(engine.url)).last * 1000 + 2000 : 0;
  const id = uuidv7(); const q: Q = { tokens, who, askedAt: performance.now(), done, promise, bound }; qs.set(id, q);
  await ask(person, { id, promptTokens: prompt, outputBudget: 8192, instanceId: me, now: new Date() }); void admitRuns(); return q.promise.then(() => q);
}
const [flooder, ...others] = await addPeople(sql, Array(11).fill(1));
await Promise.all([...Array.from({ length: 15 }, () => go(flooder!, 'warm', between(600, 900), 1200)), ...others.flatMap((o) => [go(o, "warm", between(60, 120), 40), go(o, "warm", between(60, 120), 40), go(o, 'warm', between(60, 120), 40)])]);
await resetEngine(engine.url);
const ac = new AbortController(); const samples = sampleEngine(engine.url, ac.signal);
const t0 = performance.now();
const flood = Array.from({ length: FLOOD }, () => go(flooder!, 'flood', between(600, 900), 1200));
await pause(2000);
const span = (FLOOD * 750 * 1000 * 0.75) / 210;
const oth = await Promise.all(others.flatMap((o) => Array.from({ length: Number(process.argv[3] ?? 3) }, async () => { await pause(random() * span); return go(o, 'other', between(60, 120), 40); })));
const fl = await Promise.all(flood);
ac.abort();
const all = [...oth, ...fl];
const err = (rs: Q[]) => rs.flatMap((q) => { if (!q.place || q.place.eta === null) return []; const w = q.admittedAt! - q.place.at; return w < 1000 ? [] : [Math.abs(q.place.eta - w) / w]; });
const show = (x: number[]) => ({ n: x.length, p50: percentile(x, .5).toFixed(3), p90: percentile(x, .9).toFixed(3), max: Math.max(...x).toFixed(2) });
console.log('eta flood', show(err(fl)), 'others', show(err(oth)), 'all', show(err(all)));
console.log('others wait', show(oth.map((q) => q.admittedAt! - q.askedAt)), 'bound', show(oth.map((q) => q.bound)), 'within', oth.filter((q) => q.admittedAt! - q.askedAt <= q.bound).length / oth.length);
const last = Math.max(...all.map((q) => q.admittedAt!));
console.log('shares', busyShares(await samples, t0 + 2000, last), (await readEngine(engine.url)).counters);
console.log((await sql.query('select rates from engine')).rows[0], (await sql.query('select * from output_average order by person_id limit 3')).rows);
for (const [lo,hi] of [[1,3],[3,6],[6,20],[20,60],[60,9999]] as const) { const r=all.filter((q)=>q.place&&(q.admittedAt!-q.place.at)/1000>=lo&&(q.admittedAt!-q.place.at)/1000<hi); console.log('class',lo,hi,show(err(r)), 'bias', percentile(r.map((q)=>q.place!.eta!/(q.admittedAt!-q.place!.at)),.5).toFixed(2)); }
for (const q of oth.slice(0, 15)) console.log('other', q.place?.pos, 'eta', q.place?.eta, 'wait', Math.round(q.admittedAt! - q.askedAt), 'placeDelay', q.place && Math.round(q.place.at - q.askedAt));
for (const q of fl.filter((_, i) => i % 6 === 0)) console.log('flood', q.place?.pos, 'eta', q.place?.eta, 'wait', Math.round(q.admittedAt! - q.askedAt));
watch.stop(); clearInterval(flush); await admission.stop(); await engine.stop();
await postgres.stop().catch(() => {}); await rm(folder, { recursive: true, force: true }); process.exit(0);
