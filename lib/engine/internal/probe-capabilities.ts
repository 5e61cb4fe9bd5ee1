import type { EngineCapabilities, SelfTest } from '@/lib/engine/contracts';
import { probeChat, type ChatSight } from '@/lib/engine/internal/chat-probe';
import { DEFAULT_CAPABILITIES } from '@/lib/engine/internal/default-capabilities';
import type { Discovery } from '@/lib/engine/internal/discover-engine';
import { isUnauthorized } from '@/lib/engine/internal/engine-failure';
import { queryEngine } from '@/lib/engine/internal/engine-http';
import { isRecord } from '@/lib/engine/internal/read-chunk';
import { templateFields } from '@/lib/engine/internal/request-messages';
import { isAppError } from '@/lib/errors/app-error';

export interface CapabilityProbeInput {
  readonly root: string;
  readonly apiKey?: string | null | undefined;
  readonly discovery: Discovery;
  readonly signal: AbortSignal;
}

const QUESTION = '1+1=?';
const UNFINISHED = '1+1';
/** Enough tokens to see where reasoning arrives; it always comes first. */
const THINKING_TOKENS = 12;
const QUICK_TOKENS = 4;
const PROBE_TIMEOUT_MS = 8_000;
/** Body fields beyond the OpenAI protocol that an unknown engine may refuse. */
const EXTRA_FIELDS = { top_k: 20, min_p: 0, presence_penalty: 1.5 } as const;
const PROBE_TOOL = {
  type: 'function',
  function: { name: 'now', description: 'The time.', parameters: { type: 'object', properties: {} } },
} as const;

/**
 * Measures by small requests what the make alone does not determine. A step that fails keeps the default.
 * `run` throws AppError engine-unauthorized when the engine does not accept the key.
 */
export class CapabilityProbe {
  readonly steps: SelfTest['steps'] = [];
  readonly #input: CapabilityProbeInput;
  #known: EngineCapabilities;

  constructor(input: CapabilityProbeInput) {
    const { make, version, metrics } = input.discovery;
    this.#input = input;
    this.#known = { ...DEFAULT_CAPABILITIES[make], version, metrics };
  }

  async run(): Promise<EngineCapabilities> {
    const tokenizer = await this.#findTokenizer();
    // One after the other: the card may be serving people.
    const priority = await this.#takesPriority();
    const toolCalls = await this.#takesTools();
    const continuesFinalMessage = this.#known.continuesFinalMessage || (await this.#continuesByTemplate());
    this.#known = { ...this.#known, tokenizer, toolCalls, continuesFinalMessage };
    if (priority)
      this.#known = {
        ...this.#known,
        unsupportedFields: this.#known.unsupportedFields.filter((field) => field !== 'priority'),
      };
    await this.#lookAtThinking();
    await this.#findThinkingSwitch();
    return this.#known;
  }

  async #findTokenizer(): Promise<EngineCapabilities['tokenizer']> {
    const { root, discovery } = this.#input;
    const messages = [{ role: 'user', content: QUESTION }];
    const chat = await this.#post(`${root}/tokenize`, { model: discovery.model, messages });
    if (isRecord(chat) && typeof chat.count === 'number') return 'messages';
    // llama.cpp calls the text `content`, SGLang `prompt`.
    const text = await this.#post(`${root}/tokenize`, { model: discovery.model, content: QUESTION, prompt: QUESTION });
    return isRecord(text) && (Array.isArray(text.tokens) || typeof text.count === 'number') ? 'text' : 'none';
  }

  /** llama.cpp shows the prompt: an unfinished answer is gone on with when the prompt ends with it. */
  async #continuesByTemplate(): Promise<boolean> {
    if (this.#input.discovery.make !== 'llamacpp') return false;
    const messages = [
      { role: 'user', content: QUESTION },
      { role: 'assistant', content: UNFINISHED },
    ];
    const fields = { continue_final_message: true, add_generation_prompt: false };
    const reply = await this.#post(`${this.#input.root}/apply-template`, { messages, ...fields });
    return isRecord(reply) && typeof reply.prompt === 'string' && reply.prompt.endsWith(UNFINISHED);
  }

  async #takesPriority(): Promise<boolean> {
    const { make } = this.#input.discovery;
    if (make !== 'vllm' && make !== 'demo') return false;
    return (await this.#chat({ priority: 1 }, 1)).ok;
  }

  async #takesTools(): Promise<boolean> {
    const sight = await this.#chat({ tools: [PROBE_TOOL], ...this.#fieldsFor('quick') }, 1);
    this.steps.push({ name: 'tools', ok: sight.ok, detail: sight.detail });
    // MLC-LLM takes tools and then leaves the calls in the text.
    return sight.ok && this.#known.make !== 'mlc';
  }

  async #lookAtThinking(): Promise<void> {
    let sight = await this.#chat({ ...EXTRA_FIELDS, ...this.#fieldsFor('thinking') }, THINKING_TOKENS);
    if (sight.status >= 400 && sight.status < 500) {
      // It refuses a field beyond the protocol: send none of them.
      const plain = await this.#chat({}, THINKING_TOKENS);
      if (plain.ok) {
        const refused = [...Object.keys(EXTRA_FIELDS), 'chat_template_kwargs'];
        this.#known = {
          ...this.#known,
          thinkingSwitch: 'soft-switch',
          unsupportedFields: [...new Set([...this.#known.unsupportedFields, ...refused])],
        };
        sight = plain;
      }
    }
    this.steps.push({ name: 'thinking', ok: sight.ok, detail: sight.detail });
    if (sight.ok) this.#known = { ...this.#known, reasoning: sight.reasoning, streamUsage: sight.hasUsage };
  }

  /** Looks whether the switch of the make works, else tries the others. */
  async #findThinkingSwitch(): Promise<void> {
    if (this.#known.reasoning === 'none') {
      this.steps.push({ name: 'quick', ok: true, detail: 'it does not reason' });
      return;
    }
    const switches = new Set([
      this.#known.thinkingSwitch,
      'chat_template_kwargs',
      'reasoning_effort',
      'soft-switch',
    ] as const);
    let detail = '';
    for (const thinkingSwitch of switches) {
      if (thinkingSwitch === 'none' || this.#known.unsupportedFields.includes(thinkingSwitch)) continue;
      const isSoft = thinkingSwitch === 'soft-switch';
      this.#known = { ...this.#known, thinkingSwitch };
      const sight = await this.#chat(
        this.#fieldsFor('quick'),
        QUICK_TOKENS,
        isSoft ? `${QUESTION} /no_think` : QUESTION,
      );
      detail = sight.ok ? thinkingSwitch : sight.detail;
      if (sight.ok && sight.reasoning === 'none') {
        this.steps.push({ name: 'quick', ok: true, detail });
        return;
      }
      // A timeout proves nothing about the switch: the default of the make stays.
      if (!sight.ok && sight.status === 0) break;
    }
    this.#known = { ...this.#known, thinkingSwitch: DEFAULT_CAPABILITIES[this.#known.make].thinkingSwitch };
    this.steps.push({ name: 'quick', ok: false, detail: detail === '' ? 'thinking cannot be switched off' : detail });
  }

  #fieldsFor(mode: 'thinking' | 'quick'): Record<string, unknown> {
    const fields = templateFields({ messages: [], mode, continueFinalMessage: false }, this.#known);
    return this.#known.thinkingSwitch === 'reasoning_effort' && mode === 'quick'
      ? { ...fields, reasoning_effort: 'none' }
      : fields;
  }

  async #chat(fields: Readonly<Record<string, unknown>>, maxTokens: number, question = QUESTION): Promise<ChatSight> {
    const { root, apiKey, discovery, signal } = this.#input;
    try {
      return await probeChat({
        baseUrl: `${root}/v1`,
        apiKey,
        model: discovery.model,
        fields,
        question,
        maxTokens,
        timeoutMs: PROBE_TIMEOUT_MS,
        signal,
      });
    } catch (error) {
      if (!isAppError(error) || isUnauthorized(error)) throw error;
      return { ok: false, detail: error.detail, status: 0, reasoning: 'none', hasUsage: false };
    }
  }

  /** The JSON of a successful answer, else null. */
  async #post(url: string, body: unknown): Promise<unknown> {
    try {
      const { signal, apiKey } = this.#input;
      const reply = await queryEngine({ url, body, timeoutMs: PROBE_TIMEOUT_MS, signal, apiKey });
      return reply.status === 200 ? reply.json : null;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return null;
    }
  }
}
