import { isRecord, readChunk, type ChunkToolCall, type ChunkUsage, type TextKind } from '@/lib/engine/internal/read-chunk';
import { parseEngineError, parseJsonOrNull } from '@/lib/engine/internal/parse-engine-error';
import type { EngineFailureCode } from '@/lib/engine/internal/engine-failure';

const FIELD: Readonly<Record<TextKind, string>> = { text: 'content', reasoning: 'reasoning_content' };
/** A line longer than this is junk, not an event. */
const MAX_LINE_LENGTH = 8_000_000;
/** What a piece of a JSON string must not contain to be copied as it stands. */
const NEEDS_PARSING = /["\\\u0000-\u001f]/;

/** Bytes around the text of the engine's last plain delta: the next one usually has the same. */
interface PlainShape {
  readonly kind: TextKind;
  readonly before: string;
  readonly after: string;
}

/**
 * Turns whatever an engine streams into a clean stream of OpenAI chunks: deltas that arrived together are merged into one, comments and
 * junk are dropped, errors of every make become one shape, and the end always has a finish reason or an error.
 * Nothing that arrived is lost: text before an error is emitted before it.
 */
export class StreamRepair {
  readonly #emit: (events: string) => void;
  #line = '';
  #out = '';
  #kind: TextKind = 'text';
  /** Text of `#kind` not emitted yet, as the inside of a JSON string. */
  #body = '';
  #carry = '';
  #shape: PlainShape | null = null;
  #finishReason: string | null = null;
  #usage: ChunkUsage | null = null;
  #isOver = false;
  #deltas = 0;
  /** Tool calls without a name so far: the SDK would throw the whole stream away for one that never gets any. */
  readonly #nameless = new Set<number>();
  readonly #named = new Set<number>();

  constructor(emit: (events: string) => void) {
    this.#emit = emit;
  }

  /** Deltas seen so far; comments are none. */
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

  /** Takes text of the response. Nothing is emitted before `flush`. */
  write(text: string): void {
    const all = this.#line === '' ? text : this.#line + text;
    let start = 0;
    for (let end = all.indexOf('\n'); end >= 0 && !this.#isOver; end = all.indexOf('\n', start)) {
      this.#readLine(all.slice(start, all.charCodeAt(end - 1) === 13 ? end - 1 : end));
      start = end + 1;
    }
    this.#line = this.#isOver || all.length - start > MAX_LINE_LENGTH ? '' : all.slice(start);
  }

  /** Emits what came in since the last time, merged. */
  flush(): void {
    this.#endBody();
    if (this.#out === '') return;
    const out = this.#out;
    this.#out = '';
    this.#emit(out);
  }

  /** The response ended. A finish reason is enough for a good end, with or without [DONE]. */
  end(): void {
    if (!this.#isOver && this.#line !== '') this.#readLine(this.#line.trimEnd());
    this.#line = '';
    if (!this.#isOver) {
      if (this.#finishReason === null) this.fail('engine-ended-early', 'the stream ended without a finish reason');
      else this.#finish(this.#finishReason);
    }
    this.flush();
  }

  /** Ends the stream with a failure, after the text that arrived. */
  fail(code: EngineFailureCode, message: string, status: number | null = null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#push({ error: { message, type: code, code: status } });
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
    if (typeof json === 'string' || (isRecord(json) && (json.error !== undefined || json.object === 'error'))) this.#readFailure(json);
    else if (isRecord(json)) this.#readChunk(json, data);
  }

  #isPlainDelta(data: string): boolean {
    const shape = this.#shape;
    if (shape === null || this.#carry !== '' || !data.startsWith(shape.before) || !data.endsWith(shape.after)) return false;
    const body = data.slice(shape.before.length, data.length - shape.after.length);
    if (data.length < shape.before.length + shape.after.length || NEEDS_PARSING.test(body)) return false;
    this.#append(shape.kind, body);
    return true;
  }

  #readChunk(json: Readonly<Record<string, unknown>>, data: string): void {
    const chunk = readChunk(json);
    if (chunk.reasoning !== '') this.#appendText('reasoning', chunk.reasoning);
    if (chunk.text !== '') this.#appendText('text', chunk.text);
    if (chunk.toolCalls.length > 0) {
      this.#deltas += 1;
      this.#push({ choices: [{ delta: { tool_calls: chunk.toolCalls } }] });
      for (const call of chunk.toolCalls) this.#noteName(call);
    }
    if (chunk.finishReason !== null) {
      this.#finishReason = chunk.finishReason;
      this.#deltas += 1;
    }
    if (chunk.usage !== null) this.#usage = chunk.usage;
    if (chunk.plainField !== null) this.#learnShape(data, chunk.plainField);
  }

  #noteName(call: ChunkToolCall): void {
    const isKnown = this.#named.has(call.index) || call.function.name !== null;
    if (isKnown) this.#named.add(call.index);
    else this.#nameless.add(call.index);
  }

  /** Remembers what stands around the text of a delta that has nothing else. */
  #learnShape(data: string, field: string): void {
    const before = data.indexOf(`"${field}":"`);
    const start = before + field.length + 4;
    const end = data.indexOf('"', start);
    if (before < 0 || end < 0 || NEEDS_PARSING.test(data.slice(start, end))) return;
    this.#shape = { kind: field === 'content' ? 'text' : 'reasoning', before: data.slice(0, start), after: data.slice(end) };
  }

  #appendText(kind: TextKind, text: string): void {
    const whole = this.#carry + text;
    const last = whole.charCodeAt(whole.length - 1);
    // Half a character (a lone high surrogate) waits for its other half.
    const isCut = last >= 0xd800 && last <= 0xdbff;
    this.#carry = isCut ? whole.slice(-1) : '';
    this.#append(kind, JSON.stringify(isCut ? whole.slice(0, -1) : whole).slice(1, -1));
  }

  #append(kind: TextKind, body: string): void {
    this.#deltas += 1;
    if (kind !== this.#kind) this.#endBody();
    this.#kind = kind;
    this.#body += body;
  }

  #endBody(): void {
    if (this.#body === '') return;
    this.#out += `data: {"choices":[{"delta":{"${FIELD[this.#kind]}":"${this.#body}"}}]}\n\n`;
    this.#body = '';
  }

  #push(event: unknown): void {
    this.#endBody();
    this.#out += `data: ${JSON.stringify(event)}\n\n`;
  }

  #readFailure(body: unknown): void {
    const error = parseEngineError(body);
    // SGLang answers 200 and then refuses by its first event, with the status it means.
    const isRefusal = this.#deltas === 0 && error.status !== null;
    this.fail(error.isContextOverflow ? 'context-overflow' : isRefusal ? 'engine-http' : 'engine-error-midstream', error.message, error.status);
  }

  #finish(reason: string): void {
    this.#isOver = true;
    const unnamed = [...this.#nameless].filter((index) => !this.#named.has(index));
    if (unnamed.length > 0) this.#push({ choices: [{ delta: { tool_calls: unnamed.map((index) => ({ index, function: { name: '', arguments: '' } })) } }] });
    this.#push({ choices: [{ delta: {}, finish_reason: reason }], ...(this.#usage === null ? {} : { usage: this.#usage }) });
  }
}
