import { parseArgs } from 'node:util';
import { z } from 'zod';

export const DEMO_ENGINE_DIALECTS = ['vllm', 'vllm-old', 'llamacpp', 'sglang', 'ollama', 'mlc'] as const;

const positiveInteger = z.number().int().positive();

/**
 * What `POST /control/configure` may change while the demo engine runs. Numbers: shared/engines.md (one RTX 3090, INT4,
 * vLLM).
 */
export const demoEngineLiveSettingsSchema = z.strictObject({
  /** Requests that run at once (vLLM `--max-num-seqs`). */
  slots: positiveInteger.default(3),
  /** KV cache capacity in tokens: what a 24 GB card has left beside INT4 weights. */
  kvTokens: positiveInteger.default(71_500),
  /** Tokens a KV block holds (vLLM `block_size`). */
  blockSize: positiveInteger.default(16),
  /** Longest prompt plus answer, in tokens. */
  maxModelLen: positiveInteger.default(32_768),
  /** Prompt tokens a second that are not cached: 32,768 in 11 s. Cached ones take no time. */
  prefillTokensPerSecond: z.number().positive().default(3_000),
  /** Prompt tokens a batch step takes: while something prefills, the others get one token a step (chunked prefill). */
  prefillChunkTokens: positiveInteger.default(2_048),
  /**
   * Total tokens a second with 1, 2, 3 … answers running; beyond the list the total grows by 0.7 of the step before.
   */
  decodeTokensPerSecond: z.array(z.number().positive()).min(1).default([80, 150, 210]),
  /** When above 0: every answer gets this rate, however many run (for load tests); 0 uses `decodeTokensPerSecond`. */
  streamTokensPerSecond: z.number().min(0).default(0),
  /** Its fastest: no prefill time, no decode pacing. Slots and KV limits still apply. */
  unpaced: z.boolean().default(false),
  /** Tokens an answer may emit in one turn when unpaced (one socket write). */
  unpacedBatchTokens: positiveInteger.default(64),
  /** How often the clock of the card is advanced, in milliseconds. */
  tickMs: z.number().min(1).max(1_000).default(5),
  /** Length of the reasoning text of ordinary answers, in tokens, about. */
  reasoningTokens: z.number().int().min(0).default(60),
  /** Delta field of the reasoning; `dialect` uses the field of the dialect. */
  reasoningField: z.enum(['dialect', 'reasoning', 'reasoning_content']).default('dialect'),
  /** Which engine's protocol is spoken. */
  dialect: z.enum(DEMO_ENGINE_DIALECTS).default('vllm'),
  /** Whether the tokenizer endpoint exists. */
  tokenize: z.boolean().default(true),
  /** Whether the metrics endpoint exists. */
  metrics: z.boolean().default(true),
  /** Whether prompts share cached prefix blocks. */
  prefixCaching: z.boolean().default(true),
  /**
   * Whether `priority` in a request counts (vLLM `--scheduling-policy priority`); otherwise a non-zero one is a 400.
   */
  priorityScheduling: z.boolean().default(true),
  /** Bearer key that requests must carry; empty: none. */
  apiKey: z.string().default(''),
  /** Model id served. */
  model: z.string().min(1).default('qwen3-14b-demo'),
  /** How many of the last requests the control log keeps. */
  logSize: positiveInteger.max(100_000).default(1_000),
});

export const demoEngineSettingsSchema = demoEngineLiveSettingsSchema.extend({
  /** Address to bind. Anything but loopback shows the demo engine to the network. */
  host: z.string().min(1).default('127.0.0.1'),
  /** Port to bind; 0 takes any free one. */
  port: z.number().int().min(0).max(65_535).default(8_090),
});

export type DemoEngineLiveSettings = z.infer<typeof demoEngineLiveSettingsSchema>;
export type DemoEngineSettings = z.infer<typeof demoEngineSettingsSchema>;
export type DemoEngineDialect = (typeof DEMO_ENGINE_DIALECTS)[number];

const BOOLEANS = new Set(['unpaced', 'tokenize', 'metrics', 'prefixCaching', 'priorityScheduling']);
const TEXTS = new Set(['reasoningField', 'dialect', 'apiKey', 'model', 'host']);
const SETTING_NAMES = Object.keys(demoEngineSettingsSchema.shape);

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase());

/** Environment variable of a setting: `kvTokens` is `DEMO_ENGINE_KV_TOKENS`. */
export const demoEngineVariableName = (setting: string): string => 'DEMO_ENGINE_' + snakeCase(setting).toUpperCase();

function parseSetting(name: string, text: string): unknown {
  if (TEXTS.has(name)) return text;
  if (BOOLEANS.has(name))
    return /^(1|true|on|yes)$/i.test(text) ? true : /^(0|false|off|no)$/i.test(text) ? false : text;
  if (name === 'decodeTokensPerSecond') return text.split(',').map(Number);
  return text.trim() === '' ? text : Number(text);
}

/**
 * Settings of the demo engine: defaults, then environment (`DEMO_ENGINE_SLOTS`), then flags (`--slots 3`, `--unpaced`).
 * @throws Error with one sentence that names the bad setting
 */
export function readDemoEngineConfig(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): DemoEngineSettings {
  const options = Object.fromEntries(
    SETTING_NAMES.map((name) => [snakeCase(name).replaceAll('_', '-'), { type: 'string' as const }]),
  );
  const expanded = flags.flatMap((flag, index) => {
    const next = flags[index + 1];
    const isBare = flag.startsWith('--') && !flag.includes('=') && (next === undefined || next.startsWith('--'));
    return isBare ? [flag + '=true'] : [flag];
  });
  const { values } = parseArgs({ args: expanded, options, strict: true });
  const given: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const flag = values[snakeCase(name).replaceAll('_', '-')];
    const text = typeof flag === 'string' ? flag : environment[demoEngineVariableName(name)];
    if (text !== undefined && (text !== '' || name === 'apiKey')) given[name] = parseSetting(name, text);
  }
  const parsed = demoEngineSettingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'settings');
  throw new Error(
    'The demo engine setting ' + demoEngineVariableName(name) + ' is not usable: ' + (issue?.message ?? 'invalid'),
  );
}
