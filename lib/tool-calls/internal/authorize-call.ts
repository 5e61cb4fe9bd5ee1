import 'server-only';
import { isAppError } from '@/lib/errors/app-error';
import type { JsonObject, StoredTool, ToolError } from '@/lib/tools/contracts';
import { hashArguments } from '@/lib/tool-calls/internal/argument-hash';
import { invalidArguments, type Invalid } from '@/lib/tools/invalid-arguments';
import { parseArguments } from '@/lib/tools/parse-arguments';
import { repairArguments } from '@/lib/tools/repair-arguments';
import { validateArguments } from '@/lib/tools/validate-arguments';
import { checkStandingLimits, type Allowance } from '@/lib/tool-calls/internal/check-limits';
import { approvalOf, type AskingPolicy, type GrantAnswer } from '@/lib/grants/decide-grant';
import { toToolError } from '@/lib/tools/to-tool-error';
import { availabilityOf, NOT_GRANTED } from '@/lib/grants/tool-availability';

/** A third call with the same arguments in one answer returns nothing new. */
const MAX_SAME_CALLS = 2;

/** The tool a call names, if there is one that this person may use. */
export interface Candidate {
  readonly tool: StoredTool;
  readonly answer: GrantAnswer;
  readonly allowance: Allowance;
}

export interface Authorization {
  readonly state: 'waiting_approval' | 'ready' | 'invalid' | 'refused' | 'failed';
  readonly error: ToolError | null;
  readonly arguments: JsonObject | null;
  readonly argumentHash: string | null;
  readonly policy: AskingPolicy | null;
}

export interface JudgeInput {
  /** Null: unknown, deleted or not granted: the same for everybody. */
  readonly candidate: Candidate | null;
  readonly argumentsText: string;
  /** Whether a model wrote them: a number that it wrote as a string is converted where that is exact. */
  readonly mayRepair: boolean;
  /**
   * Hashes of the calls of this tool that the answer has made (a cancelled one returned nothing), and whether an
   * earlier step got its arguments wrong.
   */
  readonly earlierHashes: readonly (string | null)[];
  readonly wasInvalidBefore: boolean;
  /**
   * Hashes of its calls for the same question, also of other answers, that were to change something, and nobody knows
   * whether they did.
   */
  readonly unknownOutcomeHashes: readonly (string | null)[];
  /**
   * Hashes of its calls in the same conversation that are to change something and have not ended: they wait for a
   * decision, or are being made.
   */
  readonly awaitedHashes: readonly (string | null)[];
  readonly now: Date;
}

/** Authorises a requested call. An allowed call is counted in the allowance. */
export function authorizeCall({
  candidate,
  argumentsText,
  mayRepair,
  earlierHashes,
  wasInvalidBefore,
  unknownOutcomeHashes,
  awaitedHashes,
  now,
}: JudgeInput): Authorization {
  if (candidate === null) return refused(NOT_GRANTED);
  const { tool, answer, allowance } = candidate;
  const available = availabilityOf(tool, answer.effect);
  if (available.error !== null) return refused(available.error);
  const checked = checkInput(tool, argumentsText, mayRepair);
  if ('invalid' in checked)
    return { ...NOTHING, state: wasInvalidBefore ? 'failed' : 'invalid', error: invalidArguments(checked.invalid) };
  if ('error' in checked) return refused(checked.error);
  const input = checked.value;
  const argumentHash = hashArguments(tool.id, input);
  const known = { arguments: input, argumentHash };
  if (unknownOutcomeHashes.includes(argumentHash)) return refused({ code: 'tool-repeat-unsure' }, known);
  // Two decisions about the same change would make it twice.
  if (awaitedHashes.includes(argumentHash)) return refused({ code: 'tool-already-waiting' }, known);
  if (earlierHashes.filter((hash) => hash === argumentHash).length >= MAX_SAME_CALLS)
    return refused({ code: 'tool-loop' }, known);
  const limit = guarded(() => checkStandingLimits(answer.limits, input, now));
  const outside = 'error' in limit ? limit.error : limit.result;
  if (outside !== null) return refused(outside, known);
  if (allowance.left < 1) return refused(allowance.error ?? { code: 'tool-limit-total' }, known);
  allowance.left -= 1;
  const policy = approvalOf(tool, available.granted);
  return { ...known, state: policy === null ? 'ready' : 'waiting_approval', error: null, policy };
}

function checkInput(
  tool: StoredTool,
  text: string,
  mayRepair: boolean,
): { readonly value: JsonObject } | { readonly invalid: Invalid } | { readonly error: ToolError } {
  const parsed = parseArguments(text);
  if (!parsed.ok) return { invalid: parsed.problem };
  const checked = guarded(() => validateArguments(tool.inputSchema, 'tool', parsed.value));
  if ('error' in checked) return checked;
  if (checked.result === null) return { value: parsed.value };
  const repaired = mayRepair ? guarded(() => repairArguments(tool.inputSchema, parsed.value)) : { result: null };
  if ('error' in repaired) return repaired;
  return repaired.result === null ? { invalid: checked.result } : { value: repaired.result };
}

/** A schema that cannot be used refuses the call; it does not end the run. */
export function guarded<Result>(work: () => Result): { readonly result: Result } | { readonly error: ToolError } {
  try {
    return { result: work() };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { error: toToolError(error) };
  }
}

const NOTHING = { error: null, arguments: null, argumentHash: null, policy: null } as const;

function refused(
  error: ToolError,
  known: { readonly arguments: JsonObject; readonly argumentHash: string } | null = null,
): Authorization {
  return { ...NOTHING, ...known, state: 'refused', error };
}
