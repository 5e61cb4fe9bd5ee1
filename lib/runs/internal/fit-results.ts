import 'server-only';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import { fitContext, type FitContextInput, type FittedContext } from '@/lib/engine/fit-context';
import type { TurnMessage, TurnPart } from '@/lib/engine/to-engine-messages';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { shortenModelText } from '@/lib/tool-calls/load-model-calls';

export interface RunContext extends FittedContext {
  /** How many tool results are shorter for the model now than at first. */
  readonly shortenedResults: number;
}

/**
 * What results of earlier answers keep when not everything fits: a follow-up needs its question and answer more than
 * what they came from. UTF-16 code units.
 */
const EARLIER_RESULT_CHARS = 1_500;
/** What a result of the answer under way keeps at least, with the marks around it. */
const LEAST_RESULT_CHARS = 400;
const MAX_TRIES = 5;
/** The smallest output budget when question and results leave no more. */
const LEAST_OUTPUT_TOKENS = 1_024;
/** The share of the estimated room that results fill: another try costs more than a few sentences less. */
const FILL = 0.95;

type ToolPart = Extract<TurnPart, { type: 'tool' }>;

/**
 * As `fitContext`, and results of tools give way before anything else does: those of earlier answers to their
 * beginnings, before a turn is dropped; then those of the answer under way, the longest first and by what is too much,
 * since an answer whose results do not fit could never be finished.
 * @throws AppError question-too-long; answer-too-long when the answer so far does not fit even so (values used,
 * available)
 */
export async function fitResults(input: FitContextInput): Promise<RunContext> {
  const first = await tryToFit(input);
  if (!(first instanceof AppError) && first.droppedTurns === 0) return { ...first, shortenedResults: 0 };
  const current = input.turns.findLastIndex(({ role }) => role === 'user');
  let turns = input.turns.map((turn, index) => (index < current ? shortenResults(turn, EARLIER_RESULT_CHARS) : turn));
  let fitted = isSame(turns, input.turns) ? first : await tryToFit({ ...input, turns });
  for (let tries = 1; fitted instanceof AppError; tries += 1) {
    const results = turns.slice(current).flatMap(({ parts }) => parts.filter(isTool));
    if (results.length === 0) throw fitted;
    const level =
      tries < MAX_TRIES ? levelOf(results, shareThatFits({ ...input, turns: turns.slice(current) }, fitted)) : 0;
    const shorter = turns.map((turn, index) =>
      index < current ? turn : shortenResults(turn, Math.max(LEAST_RESULT_CHARS, level)),
    );
    if (tries > MAX_TRIES || isSame(shorter, turns)) {
      // A question that nearly fills the context was accepted: a short answer is better than none.
      if (input.leastOutputTokens === undefined)
        return fitResults({ ...input, leastOutputTokens: LEAST_OUTPUT_TOKENS });
      throw new AppError({
        kind: 'invalid',
        code: 'answer-too-long',
        detail: 'The answer so far does not fit, whatever its results are cut to',
        values: fitted.values,
      });
    }
    turns = shorter;
    fitted = await tryToFit({ ...input, turns });
  }
  const kept = firstKept(turns, fitted.droppedTurns);
  return { ...fitted, shortenedResults: countDifferent(turns.slice(kept), input.turns.slice(kept)) };
}

/** @returns the error that says by how much it is too long, instead of throwing it */
async function tryToFit(input: FitContextInput): Promise<FittedContext | AppError> {
  try {
    return await fitContext(input);
  } catch (error) {
    if (isAppError(error) && (error.code === 'question-too-long' || error.code === 'files-too-long')) return error;
    throw error;
  }
}

function isTool(part: TurnPart): part is ToolPart {
  return part.type === 'tool';
}

function shortenResults(turn: TurnMessage, maxChars: number): TurnMessage {
  if (!turn.parts.some((part) => isTool(part) && part.resultText.length > maxChars)) return turn;
  return {
    ...turn,
    parts: turn.parts.map((part) =>
      isTool(part) ? { ...part, resultText: shortenModelText(part.resultText, maxChars) } : part,
    ),
  };
}

function isSame(left: readonly TurnMessage[], right: readonly TurnMessage[]): boolean {
  return left.every((turn, index) => turn === right[index]);
}

/**
 * The share of the results that may stay, from 0 to 1. Their part of the engine's count is estimated by their part of
 * the whole estimate.
 */
function shareThatFits({ system, tools, turns }: FitContextInput, { values }: AppError): number {
  const parts = turns.flatMap((turn) => turn.parts);
  const results = parts.filter(isTool).reduce((sum, { resultText }) => sum + estimateTokens(resultText), 0);
  const others = [
    system ?? '',
    JSON.stringify(tools ?? []),
    ...parts.map((part) => (isTool(part) ? part.call.argumentsText : part.text)),
  ];
  const all = others.reduce((sum, text) => sum + estimateTokens(text), results);
  const [used, available] = [Number(values.used), Number(values.available)];
  const taken = used * (results / all);
  return Math.max(0, (FILL * (taken - (used - available))) / taken);
}

/**
 * The length to which the longest have to be cut, so that all together keep this share; those that are shorter stay
 * whole.
 */
function levelOf(results: readonly ToolPart[], share: number): number {
  const sizes = results.map(({ resultText }) => resultText.length).sort((left, right) => left - right);
  let room = share * sizes.reduce((sum, size) => sum + size, 0);
  for (const [index, size] of sizes.entries()) {
    const level = room / (sizes.length - index);
    if (size > level) return Math.floor(level);
    room -= size;
  }
  return Infinity;
}

/** The index of the first message in the prompt when this many turns (each begins with a question) are dropped. */
function firstKept(turns: readonly TurnMessage[], droppedTurns: number): number {
  const questions = turns.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  return questions[droppedTurns] ?? 0;
}

function countDifferent(turns: readonly TurnMessage[], original: readonly TurnMessage[]): number {
  const textsOf = (messages: readonly TurnMessage[]): string[] =>
    messages.flatMap(({ parts }) => parts.filter(isTool)).map(({ resultText }) => resultText);
  const before = textsOf(original);
  return textsOf(turns).filter((text, index) => text !== before[index]).length;
}
