import { parseJsonOrNull } from '@/lib/engine/internal/parse-engine-error';
import { isRecord } from '@/lib/engine/internal/read-chunk';

/** What content turned out to be. */
export type FilteredPart =
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  /** All text so far was reasoning: the template opened the thought in the prompt. */
  | { readonly type: 'text-was-reasoning' }
  | { readonly type: 'tool-call'; readonly name: string; readonly argumentsText: string };

type State = 'text' | 'think' | 'tool';

const TAGS: Readonly<Record<State, readonly string[]>> = {
  text: ['<think>', '</think>', '<tool_call>', '</tool_call>'],
  think: ['</think>'],
  tool: ['</tool_call>'],
};

/**
 * Takes `<think>` and `<tool_call>` out of content that an engine failed to parse. Works on a stream: a tag may be cut
 * anywhere. Tags in code (a fence, or right after a backtick) are what the answer is about, and stay.
 */
export class TagFilter {
  #state: State = 'text';
  /** The start of what may become a tag. */
  #pending = '';
  #tool = '';
  #isInFence = false;
  /** The last characters given out as text: a fence or backtick may be cut too. */
  #tail = '';
  #hasText = false;
  #hasReasoning = false;

  /** Reasoning arrived in a field of its own: a closing tag in the content ends nothing. */
  noteReasoning(): void {
    this.#hasReasoning = true;
  }

  /** Parts of this piece of content, in order. */
  push(content: string): FilteredPart[] {
    if (this.#isPlain(content)) {
      this.#note(content);
      return [{ type: 'text', text: content }];
    }
    const parts: FilteredPart[] = [];
    let rest = this.#pending + content;
    this.#pending = '';
    while (rest !== '') rest = this.#step(rest, parts);
    return parts;
  }

  /**
   * The rest when the content ends: an unfinished tag is text, an unfinished call is parsed as it is.
   */
  end(): FilteredPart[] {
    const parts: FilteredPart[] = [];
    const pending = this.#pending;
    this.#pending = '';
    this.#give(pending, parts);
    if (this.#state === 'tool') parts.push(readToolCall(this.#tool));
    this.#state = 'text';
    return parts;
  }

  #isPlain(content: string): boolean {
    return this.#state === 'text' && this.#hasText && this.#pending === '' && content !== '' && !content.includes('<');
  }

  /** Takes text up to the next tag and the tag; returns what is still to be read. */
  #step(rest: string, parts: FilteredPart[]): string {
    const open = rest.indexOf('<');
    if (open < 0) {
      this.#give(rest, parts);
      return '';
    }
    if (open > 0) {
      this.#give(rest.slice(0, open), parts);
      return rest.slice(open);
    }
    const tags = this.#isInCode() ? [] : TAGS[this.#state];
    const tag = tags.find((candidate) => rest.startsWith(candidate));
    if (tag !== undefined) {
      this.#onTag(tag, parts);
      return rest.slice(tag.length);
    }
    if (tags.some((candidate) => candidate.startsWith(rest))) {
      this.#pending = rest;
      return '';
    }
    this.#give('<', parts);
    return rest.slice(1);
  }

  #isInCode(): boolean {
    return this.#state === 'text' && (this.#isInFence || this.#tail.endsWith('`'));
  }

  #onTag(tag: string, parts: FilteredPart[]): void {
    if (tag === '<think>') this.#state = 'think';
    else if (tag === '<tool_call>') this.#state = 'tool';
    else {
      if (this.#state === 'tool') parts.push(readToolCall(this.#tool));
      else if (tag === '</think>' && this.#state === 'text') this.#onLateEnd(parts);
      this.#state = 'text';
      this.#tool = '';
    }
  }

  /**
   * A closing tag without its opening one: the template opened the thought in the prompt, unless there was one already.
   */
  #onLateEnd(parts: FilteredPart[]): void {
    if (!this.#hasText || this.#hasReasoning) return;
    parts.push({ type: 'text-was-reasoning' });
    this.#hasReasoning = true;
    this.#hasText = false;
    this.#tail = '';
  }

  #give(text: string, parts: FilteredPart[]): void {
    if (text === '') return;
    if (this.#state === 'tool') {
      this.#tool += text;
      return;
    }
    const isReasoning = this.#state === 'think';
    const hasBefore = isReasoning ? this.#hasReasoning : this.#hasText;
    // The template puts line breaks around the tags.
    const given = hasBefore ? text : text.trimStart();
    if (given === '') return;
    if (isReasoning) this.#hasReasoning = true;
    else this.#note(given);
    parts.push({ type: isReasoning ? 'reasoning' : 'text', text: given });
  }

  #note(text: string): void {
    this.#hasText = true;
    if (text.includes('`')) {
      const seen = this.#tail + text;
      const fences = seen.split('```').length - this.#tail.split('```').length;
      if (fences % 2 !== 0) this.#isInFence = !this.#isInFence;
    }
    const last = text.length >= 3 ? text : this.#tail + text;
    this.#tail = last.slice(-3);
  }
}

/** A call as Qwen writes it: {"name": …, "arguments": {…}}. What cannot be read gets an empty name. */
function readToolCall(written: string): FilteredPart {
  const call = parseJsonOrNull(written.trim());
  if (!isRecord(call) || typeof call.name !== 'string' || call.name === '')
    return { type: 'tool-call', name: '', argumentsText: written.trim() };
  const given = call.arguments ?? {};
  return {
    type: 'tool-call',
    name: call.name,
    argumentsText: typeof given === 'string' ? given : JSON.stringify(given),
  };
}
