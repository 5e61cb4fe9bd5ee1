import 'server-only';
import type { ConnectedEngine, EngineMessage, EngineTool } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';
import { countTokens, type CountTokensInput, type TokenCount } from '@/lib/engine/count-tokens';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import { messageEstimate, promptEstimate } from '@/lib/engine/internal/prompt-size';
import { tokenCalibration } from '@/lib/engine/internal/token-calibration';
import { toEngineMessages, type TurnMessage } from '@/lib/engine/to-engine-messages';
import { AppError } from '@/lib/errors/app-error';

export interface FitContextInput {
  readonly engine: CountTokensInput['engine'] & Pick<ConnectedEngine, 'contextTokens'>;
  /** The system prompt, or null for none. */
  readonly system: string | null;
  /** Messages from the root of the branch on; the last user message is the question. */
  readonly turns: readonly TurnMessage[];
  /** Tools the model is offered: they stand in the prompt. */
  readonly tools?: readonly EngineTool[];
  readonly mode: Mode;
  /** Most tokens the answer may have. */
  readonly maxOutputTokens: number;
  /** Tokens that are kept free for the answer, where that is less than its usual share of the context. */
  readonly leastOutputTokens?: number;
  /** As `countTokens` takes it. */
  readonly tokenizerTimeoutMs?: number;
}

export interface FittedContext {
  readonly messages: readonly EngineMessage[];
  readonly tools: readonly EngineTool[];
  /** Tokens of the prompt; an estimate on the high side unless `exact`. */
  readonly promptTokens: number;
  readonly exact: boolean;
  /** Oldest question-and-answer pairs left out. */
  readonly droppedTurns: number;
  /** Tokens the answer may have: what was asked for, or what the context leaves. */
  readonly outputBudget: number;
}

/** The largest share of the context that is reserved for the answer: a long answer may not push the question out. */
const MAX_OUTPUT_SHARE = 1 / 4;
/** Engines count a few tokens of their own. */
export const MARGIN_TOKENS = 16;
/** Real counts are above this share of the estimate: what does not fit even then is dropped without a count. */
const LOWEST_SHARE = 0.4;
/** At most this many prompts are counted to find the cut; after that, one turn too many may be dropped. */
const MAX_COUNTS = 5;

/**
 * Selects what of a conversation is sent to the engine: reserves room for the answer and drops the oldest turns until
 * the rest fits. Where the estimate is close to the limit, the engine's own count decides. The work is bounded by the
 * size of the context, not of the conversation.
 * Files stay, whatever is dropped: they stand before the first question that is kept.
 * @throws AppError question-too-long, or files-too-long where there are files (values used, available), when the
 * question alone does not fit
 */
export async function fitContext(input: FitContextInput): Promise<FittedContext> {
  const { contextTokens } = input.engine;
  const reserved = Math.min(
    input.leastOutputTokens ?? input.maxOutputTokens,
    Math.floor(contextTokens * MAX_OUTPUT_SHARE),
  );
  const available = contextTokens - reserved - MARGIN_TOKENS;
  const system: EngineMessage[] =
    input.system === null || input.system === '' ? [] : [{ role: 'system', content: input.system }];
  const search = new TurnSearch(input, system, groupTurns(input.turns), available);
  const { dropped, count } = await search.run();
  if (count.tokens > available) {
    const values = { used: count.tokens, available };
    throw new AppError({
      kind: 'invalid',
      code: search.hasDocuments ? 'files-too-long' : 'question-too-long',
      detail: `The question has ${count.tokens} tokens; ${available} fit.`,
      values,
    });
  }
  return fitted(input, search.messages(dropped), count, dropped);
}

function fitted(
  input: FitContextInput,
  messages: readonly EngineMessage[],
  count: TokenCount,
  droppedTurns: number,
): FittedContext {
  const left = input.engine.contextTokens - count.tokens - MARGIN_TOKENS;
  return {
    messages,
    tools: input.tools ?? [],
    promptTokens: count.tokens,
    exact: count.exact,
    droppedTurns,
    outputBudget: Math.max(1, Math.min(input.maxOutputTokens, left)),
  };
}

interface TurnGroup {
  readonly documents: string[];
  readonly messages: EngineMessage[];
}

/** Question-and-answer pairs; each begins with a user message, whose files stand apart. */
function groupTurns(turns: readonly TurnMessage[]): TurnGroup[] {
  const groups: TurnGroup[] = [];
  for (const turn of turns) {
    const documents = turn.parts.flatMap((part) => (part.type === 'document' ? [part.text] : []));
    const messages = toEngineMessages([turn]);
    const last = groups.at(-1);
    if (turn.role === 'user' || last === undefined) groups.push({ documents, messages });
    else last.messages.push(...messages);
  }
  return groups;
}

function withDocuments({ documents, messages: [first, ...rest] }: TurnGroup): EngineMessage[] {
  if (first === undefined) return [];
  const content = [...documents, first.content].join('\n\n');
  return [documents.length === 0 ? first : { ...first, content }, ...rest];
}

/** Finds how many of the oldest turns have to go: the fewest with which the rest fits. */
class TurnSearch {
  readonly #input: FitContextInput;
  readonly #system: readonly EngineMessage[];
  readonly #turns: readonly TurnGroup[];
  readonly #available: number;
  readonly hasDocuments: boolean;
  /**
   * Estimated tokens of the prompt without the first n turns; beyond what could ever fit they are not worked out
   * (infinite).
   */
  readonly #estimates: number[];

  constructor(
    input: FitContextInput,
    system: readonly EngineMessage[],
    turns: readonly TurnGroup[],
    available: number,
  ) {
    this.#input = input;
    this.#system = system;
    this.#turns = turns;
    this.#available = available;
    this.#estimates = turns.map(() => Number.POSITIVE_INFINITY);
    this.hasDocuments = turns.some(({ documents }) => documents.length > 0);
    let sum = turns
      .flatMap(({ documents }) => documents)
      .reduce((total, text) => total + estimateTokens(text), promptEstimate(system, input.tools));
    for (let index = turns.length - 1; index >= 0 && sum * LOWEST_SHARE <= available; index -= 1) {
      sum = (turns[index]?.messages ?? []).reduce((total, message) => total + messageEstimate(message), sum);
      this.#estimates[index] = sum;
    }
  }

  messages(dropped: number): EngineMessage[] {
    const [first, ...rest] = this.#turns.slice(dropped);
    const carried = this.#turns.slice(0, dropped).flatMap(({ documents }) => documents);
    const kept = first === undefined ? [] : [{ ...first, documents: [...carried, ...first.documents] }, ...rest];
    return [...this.#system, ...kept.flatMap(withDocuments)];
  }

  /** `count` is above the room only when the last turn alone does not fit. */
  async run(): Promise<{ dropped: number; count: TokenCount }> {
    const last = Math.max(0, this.#turns.length - 1);
    let low = Math.min(last, this.#firstThatFits(LOWEST_SHARE));
    let high = last;
    let best: { dropped: number; count: TokenCount } | null = null;
    // The first try uses the calibrated ratio. Each count then gives the real ratio of count to estimate, so that the
    // next try is close.
    let next = this.#firstThatFits(tokenCalibration(this.#input.engine.model).apply(1_000) / 1_000);
    for (let tries = 0; low <= high && tries < MAX_COUNTS; tries += 1) {
      const dropped = Math.min(high, Math.max(low, next));
      const count = await this.#count(dropped);
      const fits = count.tokens <= this.#available;
      next = this.#firstThatFits(count.tokens / (this.#estimates[dropped] ?? count.tokens));
      if (fits) {
        best = { dropped, count };
        high = dropped - 1;
        // With one turn more it would not fit.
        if (next >= dropped) break;
      } else low = dropped + 1;
    }
    return best ?? { dropped: last, count: await this.#count(last) };
  }

  #count(dropped: number): Promise<TokenCount> {
    const { engine, tools = [], mode, tokenizerTimeoutMs } = this.#input;
    return countTokens({
      engine,
      messages: this.messages(dropped),
      tools,
      mode,
      ...(tokenizerTimeoutMs === undefined ? {} : { tokenizerTimeoutMs }),
    });
  }

  /** The fewest turns to drop if real counts were this share of the estimate. */
  #firstThatFits(share: number): number {
    const index = this.#estimates.findIndex((estimate) => estimate * share <= this.#available);
    return index < 0 ? this.#turns.length : index;
  }
}
