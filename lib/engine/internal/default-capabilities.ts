import type { ENGINE_MAKES, EngineCapabilities } from '@/lib/engine/contracts';

export type EngineMake = (typeof ENGINE_MAKES)[number];

const VLLM: EngineCapabilities = {
  make: 'vllm',
  version: null,
  reasoning: 'reasoning',
  thinkingSwitch: 'chat_template_kwargs',
  tokenizer: 'none',
  metrics: 'none',
  toolCalls: false,
  continuesFinalMessage: true,
  streamUsage: true,
  unsupportedFields: ['priority'],
};

/**
 * What is known of each make before the self-test has looked, and where it cannot find out (read from their sources and
 * documentation in November 2026). The self-test overrules what it can measure.
 */
export const DEFAULT_CAPABILITIES: Readonly<Record<EngineMake, EngineCapabilities>> = {
  vllm: VLLM,
  demo: { ...VLLM, make: 'demo' },
  sglang: { ...VLLM, make: 'sglang', reasoning: 'reasoning_content', unsupportedFields: ['priority', 'cache_salt'] },
  llamacpp: {
    ...VLLM,
    make: 'llamacpp',
    reasoning: 'reasoning_content',
    continuesFinalMessage: false,
    unsupportedFields: ['priority', 'cache_salt'],
  },
  ollama: {
    ...VLLM,
    make: 'ollama',
    thinkingSwitch: 'reasoning_effort',
    continuesFinalMessage: false,
    unsupportedFields: ['priority', 'cache_salt', 'top_k', 'min_p', 'chat_template_kwargs'],
  },
  mlc: {
    ...VLLM,
    make: 'mlc',
    reasoning: 'think-tags',
    thinkingSwitch: 'soft-switch',
    continuesFinalMessage: false,
    unsupportedFields: ['priority', 'cache_salt', 'top_k', 'min_p', 'chat_template_kwargs', 'user'],
  },
  unknown: {
    ...VLLM,
    make: 'unknown',
    reasoning: 'reasoning_content',
    continuesFinalMessage: false,
    unsupportedFields: ['priority', 'cache_salt'],
  },
};
