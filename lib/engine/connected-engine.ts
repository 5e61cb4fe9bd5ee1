import 'server-only';
import type { EngineCapabilities, EngineLocation, EngineRates } from '@/lib/engine/contracts';

export type EngineState = 'online' | 'offline' | 'unknown';

/** The engine as this process knows it now: an immutable snapshot, replaced when something changes. */
export interface ConnectedEngine {
  /** `default`: the one of ENGINE_URL. */
  readonly id: string;
  /** The engines with the same one serve the same model to the same people. */
  readonly pool: string;
  /** Questions to an external one leave the company. */
  readonly location: EngineLocation;
  /** Tools, with their results, may be sent to it. */
  readonly allowsTools: boolean;
  /** What it is signed in to with. */
  readonly apiKey: string | null;
  /** With /v1, without a slash at the end. */
  readonly baseUrl: string;
  readonly model: string;
  readonly isDemo: boolean;
  readonly capabilities: EngineCapabilities;
  /** Requests that are safe to run together. */
  readonly maxConcurrent: number;
  /** KV cache capacity in tokens. */
  readonly kvTokens: number;
  /** Longest prompt plus answer of one request, in tokens. */
  readonly contextTokens: number;
  readonly state: EngineState;
  readonly rates: EngineRates;
}

/** A call as the model wrote it. */
export interface EngineToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON of an object. */
  readonly argumentsText: string;
}

export type EngineMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  /** `toolCalls` follow its text and are answered by the `tool` messages behind it. */
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly EngineToolCall[] }
  /** The result of a call. */
  | { readonly role: 'tool'; readonly content: string; readonly callId: string; readonly toolName: string };

/** A tool the model is offered: JSON Schema of its arguments. */
export interface EngineTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** Token counts as the engine reports them; cached ones are a part of the prompt's. */
export interface EngineUsage {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  /** Prefill time of the part that was not cached, where the engine reports it (llama.cpp). */
  readonly prefillMs?: number | undefined;
}

export type EngineFinishReason = 'stop' | 'length' | 'tool-calls' | 'unknown';

/**
 * A call with an empty name could not be parsed; `argumentsText` then has the text that the model wrote.
 */
export type EngineEvent =
  | { readonly type: 'reasoning' | 'text'; readonly text: string }
  /** All text so far was reasoning: the thought began in the prompt, and only its end was written. */
  | { readonly type: 'text-was-reasoning' }
  | { readonly type: 'tool-call'; readonly id: string; readonly name: string; readonly argumentsText: string }
  | { readonly type: 'finish'; readonly reason: EngineFinishReason; readonly usage: EngineUsage | null };
