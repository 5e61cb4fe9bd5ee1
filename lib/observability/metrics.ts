import 'server-only';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const WAIT_BUCKETS_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 20, 40, 60, 120, 300, 600, 1_800, 3_600];
const DECISION_BUCKETS_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2];
const ERROR_RATIO_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 1, 2, 5];

const TOOL_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];
const OVERHEAD_BUCKETS_SECONDS = [
  0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.012, 0.015, 0.018, 0.021, 0.025, 0.03, 0.04, 0.05, 0.07, 0.1,
  0.5,
];

/** Gauges of an engine carry its id. */
const ENGINE_LABELS = ['engine'] as const;

function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    /** Bring gauges up to date before they are read; by name, so that a second copy of a module replaces the first. */
    sources: new Map<string, () => Promise<void>>(),
    queueDepth: new Gauge({
      name: 'yika_queue_depth',
      help: 'Runs that wait for admission',
      labelNames: ['band'] as const,
      registers,
    }),
    heldRuns: new Gauge({
      name: 'yika_held_runs',
      help: 'Follow-ups that wait for an earlier question of their conversation',
      registers,
    }),
    waitSeconds: new Histogram({
      name: 'yika_wait_seconds',
      help: 'Time from question to admission',
      labelNames: ['band'] as const,
      buckets: WAIT_BUCKETS_SECONDS,
      registers,
    }),
    reservedKvTokens: new Gauge({
      name: 'yika_reserved_kv_tokens',
      help: 'KV tokens reserved by admitted runs',
      labelNames: ENGINE_LABELS,
      registers,
    }),
    kvTokens: new Gauge({
      name: 'yika_kv_tokens',
      help: 'KV tokens the engine has',
      labelNames: ENGINE_LABELS,
      registers,
    }),
    runningRuns: new Gauge({
      name: 'yika_running_runs',
      help: 'Runs the engine works on',
      labelNames: ENGINE_LABELS,
      registers,
    }),
    slots: new Gauge({
      name: 'yika_slots',
      help: 'Runs the engine may work on together, less what other clients use',
      labelNames: ENGINE_LABELS,
      registers,
    }),
    decodeTokensPerSecond: new Gauge({
      name: 'yika_decode_tokens_per_second',
      help: 'Output tokens a second of the runs this process executes',
      registers,
    }),
    etaErrorRatio: new Histogram({
      name: 'yika_eta_error_ratio',
      help: '|predicted - real wait| / real wait, waits of a second or more',
      buckets: ERROR_RATIO_BUCKETS,
      registers,
    }),
    runsTotal: new Counter({
      name: 'yika_runs_total',
      help: 'Runs by how they ended',
      labelNames: ['outcome'] as const,
      registers,
    }),
    admissionSeconds: new Histogram({
      name: 'yika_admission_seconds',
      help: 'Time of one admission decision',
      buckets: DECISION_BUCKETS_SECONDS,
      registers,
    }),
    toolCallsTotal: new Counter({
      name: 'yika_tool_calls_total',
      help: 'Calls of tools by how they ended',
      labelNames: ['outcome'] as const,
      registers,
    }),
    toolSeconds: new Histogram({
      name: 'yika_tool_seconds',
      help: 'Time that tools themselves took',
      buckets: TOOL_BUCKETS_SECONDS,
      registers,
    }),
    toolOverheadSeconds: new Histogram({
      name: 'yika_tool_overhead_seconds',
      help: 'Time a call takes besides the tool: checks, claim, result and log',
      buckets: OVERHEAD_BUCKETS_SECONDS,
      registers,
    }),
    toolJudgeSeconds: new Histogram({
      name: 'yika_tool_judge_seconds',
      help: 'Time to authorise and store one requested call',
      buckets: OVERHEAD_BUCKETS_SECONDS,
      registers,
    }),
    jobs: new Gauge({
      name: 'yika_jobs',
      help: 'Jobs in the background that wait or run',
      labelNames: ['kind', 'state'] as const,
      registers,
    }),
    jobsTotal: new Counter({
      name: 'yika_jobs_total',
      help: 'Jobs in the background by how they ended',
      labelNames: ['kind', 'outcome'] as const,
      registers,
    }),
    engineUp: new Gauge({
      name: 'yika_engine_up',
      help: '1 while the engine is online',
      labelNames: ENGINE_LABELS,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

declare global {
  var yikaMetrics: Metrics | undefined;
}

/** The process's metrics; on globalThis because Next.js duplicates modules between server entries. */
export function getMetrics(): Metrics {
  globalThis.yikaMetrics ??= createMetrics();
  return globalThis.yikaMetrics;
}

/**
 * All metrics as Prometheus text, and its content type. A source that fails (the database is away) leaves its gauges as
 * they were: operators need the others just then.
 */
export async function renderMetrics(): Promise<{ readonly contentType: string; readonly body: string }> {
  const { registry, sources } = getMetrics();
  await Promise.allSettled([...sources.values()].map((source) => source()));
  return { contentType: registry.contentType, body: await registry.metrics() };
}
