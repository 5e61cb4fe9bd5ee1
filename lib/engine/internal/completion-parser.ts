import type { AppError } from '@/lib/errors/app-error';
import type { EngineEvent, EngineFinishReason, EngineUsage } from '@/lib/engine/connected-engine';
import { engineFailure, overflowCode, refusalCode, type EngineFailureCode } from '@/lib/engine/internal/engine-failure';
import { parseEngineError, parseJsonOrNull } from '@/lib/engine/internal/parse-engine-error';
import { isRecord, readChunk, type ChunkToolCall, type TextKind } from '@/lib/engine/internal/read-chunk';
import { TagFilter, type FilteredPart } from '@/lib/engine/internal/tag-filter';

/** A longer line is not an event and is ignored. */
const MAX_LINE_LENGTH = 8_000_000;
/** A JSON string that has one of these characters needs parsing; any other is its own text. */
const NEEDS_PARSING = /["\\\u0000-\u001f]/;

/** Bytes around the text of the engine's last plain delta: the next one usually has the same. */
interface PlainShape {
  readonly kind: TextKind;
  readonly before: string;
  readonly after: string;
}

interface PartialCall {
  id: string | null;
  name: string | null;
  argumentsText: string;
}

/**
 * Parses the body of a streamed chat completion of any engine into engine events: deltas that arrived together are
 * merged into one event, comments and unreadable lines are dropped, errors of every make become one `failure`, and the
 * stream always ends with a `finish` event or a failure. Text that arrived before a failure is delivered before it.
 */
export class CompletionParser {
  readonly #filter = new TagFilter();
  readonly #calls = new Map<number, PartialCall>();
  #line = '';
  #events: EngineEvent[] = [];
  #kind: TextKind = 'text';
  /** Text of `#kind` that is not an event yet. */
  #text = '';
  #carry = '';
  #shape: PlainShape | null = null;
  #finishReason: string | null = null;
  #usage: EngineUsage | null = null;
  #failure: AppError | null = null;
  #isOver = false;
  #deltas = 0;
  #emittedCalls = 0;

  /** Number of deltas so far; comments do not count. */
  get deltas(): number {
    return this.#deltas;
  }

  /** The stream said that it ended, or failed: nothing after it counts. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get hasFinishReason(): boolean {
    return this.#finishReason !== null;
  }

  /** Why the stream failed; null while it has not. */
  get failure(): AppError | null {
    return this.#failure;
  }

  /** Takes text of the response. */
  write(text: string): void {
    const all = this.#line === '' ? text : this.#line + text;
    let start = 0;
    for (let end = all.indexOf('\n'); end >= 0 && !this.#isOver; end = all.indexOf('\n', start)) {
      this.#readLine(all.slice(start, all.charCodeAt(end - 1) === 13 ? end - 1 : end));
      start = end + 1;
    }
    this.#line = this.#isOver || all.length - start > MAX_LINE_LENGTH ? '' : all.slice(start);
  }

  /** The events since the last call, merged. */
  take(): EngineEvent[] {
    this.#endText();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** The response ended. A finish reason is enough for a good end, with or without [DONE]. */
  end(): void {
    if (!this.#isOver && this.#line !== '') this.#readLine(this.#line.trimEnd());
    this.#line = '';
    if (this.#isOver) return;
    if (this.#finishReason === null) this.fail('engine-ended-early', 'the stream ended without a finish reason');
    else this.#finish(this.#finishReason);
  }

  /** Ends the stream with a failure, after the text that arrived. */
  fail(code: EngineFailureCode, message: string, status: number | null = null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#endText();
    this.#emit(this.#filter.end());
    this.#failure = engineFailure(code, message, status === null ? {} : { status });
  }

  #readLine(line: string): void {
    if (line.startsWith('data:')) this.#readData(line.slice(line.charCodeAt(5) === 32 ? 6 : 5));
    else if (line.startsWith('error:')) this.#readFailure(line.slice(6));
    // Some engines write the body of an error into the stream as it is.
    else if (line.startsWith('{') || line.startsWith('"{')) this.#readData(line);
  }

  #readData(data: string): void {
    if (this.#isPlainDelta(data)) return;
    if (data.trim() === '[DONE]') {
      this.#finish(this.#finishReason ?? 'unknown');
      return;
    }
    const json = parseJsonOrNull(data);
    if (typeof json === 'string' || (isRecord(json) && (json.error !== undefined || json.object === 'error')))
      this.#readFailure(json);
    else if (isRecord(json)) this.#readChunk(json, data);
  }

  #isPlainDelta(data: string): boolean {
    const shape = this.#shape;
    if (shape === null || this.#carry !== '' || !data.startsWith(shape.before) || !data.endsWith(shape.after))
      return false;
    const text = data.slice(shape.before.length, data.length - shape.after.length);
    if (data.length < shape.before.length + shape.after.length || NEEDS_PARSING.test(text)) return false;
    this.#append(shape.kind, text);
    return true;
  }

  #readChunk(json: Readonly<Record<string, unknown>>, data: string): void {
    const chunk = readChunk(json);
    if (chunk.reasoning !== '') this.#appendWhole('reasoning', chunk.reasoning);
    if (chunk.text !== '') this.#appendWhole('text', chunk.text);
    if (chunk.toolCalls.length > 0) {
      this.#deltas += 1;
      for (const call of chunk.toolCalls) this.#readCall(call);
    }
    if (chunk.finishReason !== null) {
      this.#finishReason = chunk.finishReason;
      this.#deltas += 1;
    }
    if (chunk.usage !== null) this.#usage = chunk.usage;
    if (chunk.plainField !== null) this.#learnShape(data, chunk.plainField);
  }

  /** A call comes in fragments; its name and id in the first one, or late, or never. */
  #readCall({ index, id, name, argumentsText }: ChunkToolCall): void {
    const call = this.#calls.get(index) ?? { id: null, name: null, argumentsText: '' };
    this.#calls.set(index, call);
    call.id ??= id;
    call.name ??= name;
    call.argumentsText += argumentsText;
  }

  /** Remembers what stands around the text of a delta that has nothing else. */
  #learnShape(data: string, field: string): void {
    const before = data.indexOf(`"${field}":"`);
    const start = before + field.length + 4;
    const end = data.indexOf('"', start);
    if (before < 0 || end < 0 || NEEDS_PARSING.test(data.slice(start, end))) return;
    this.#shape = {
      kind: field === 'content' ? 'text' : 'reasoning',
      before: data.slice(0, start),
      after: data.slice(end),
    };
  }

  #appendWhole(kind: TextKind, text: string): void {
    const whole = this.#carry + text;
    const last = whole.charCodeAt(whole.length - 1);
    // Half a character (a lone high surrogate) waits for its other half.
    const isCut = last >= 0xd800 && last <= 0xdbff;
    this.#carry = isCut ? whole.slice(-1) : '';
    this.#append(kind, isCut ? whole.slice(0, -1) : whole);
  }

  #append(kind: TextKind, text: string): void {
    this.#deltas += 1;
    if (kind !== this.#kind) this.#endText();
    this.#kind = kind;
    this.#text += text;
  }

  #endText(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    if (this.#kind === 'reasoning') {
      this.#filter.noteReasoning();
      this.#events.push({ type: 'reasoning', text });
    } else this.#emit(this.#filter.push(text));
  }

  #emit(parts: readonly FilteredPart[]): void {
    for (const part of parts) {
      if (part.type === 'tool-call') this.#emitCall(`leaked-${this.#emittedCalls + 1}`, part.name, part.argumentsText);
      else this.#events.push(part);
    }
  }

  #emitCall(id: string, name: string, argumentsText: string): void {
    this.#emittedCalls += 1;
    this.#events.push({ type: 'tool-call', id, name, argumentsText });
  }

  #readFailure(body: unknown): void {
    const error = parseEngineError(body);
    // SGLang answers 200 and then refuses by its first event, with the status it means.
    const refusal = this.#deltas === 0 && error.status !== null ? refusalCode(error.status) : 'engine-error-midstream';
    this.fail(error.isContextOverflow ? overflowCode(error.status) : refusal, error.message, error.status);
  }

  #finish(reason: string): void {
    this.#isOver = true;
    this.#endText();
    for (const { id, name, argumentsText } of this.#calls.values()) {
      // One that never got a name cannot be answered; the text beside it stays.
      if (name !== null) this.#emitCall(id ?? `call-${crypto.randomUUID()}`, name, argumentsText);
    }
    this.#emit(this.#filter.end());
    this.#events.push({ type: 'finish', reason: this.#finishReasonOf(reason), usage: this.#usage });
  }

  /**
   * MLC-LLM says tool calls whenever tools were offered; a leaked call ends with `stop`. What was really said counts.
   */
  #finishReasonOf(reason: string): EngineFinishReason {
    if (reason === 'length') return 'length';
    const isGoodEnd = reason === 'stop' || reason === 'tool_calls' || reason === 'function_call';
    if (!isGoodEnd) return 'unknown';
    return this.#emittedCalls > 0 ? 'tool-calls' : 'stop';
  }
}
