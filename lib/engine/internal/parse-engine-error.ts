import { isRecord } from '@/lib/engine/internal/read-chunk';

/** What an engine said went wrong, whatever its make. */
export interface ParsedEngineError {
  readonly message: string;
  readonly isContextOverflow: boolean;
  readonly status: number | null;
}

const MAX_MESSAGE_LENGTH = 500;

// vLLM and SGLang write "maximum context length", llama.cpp has its own error type, others describe it in text.
const OVERFLOW =
  /exceed_context_size|context_length_exceeded|maximum (context|model) length|context (size|length|window)|(prompt|input)[^.]* too long|longer than the (model|maximum)/i;

/**
 * Reads an error body or error event of any make: `{error:{message}}` (vLLM, llama.cpp, Ollama), `{error:"…"}`, flat
 * `{object:"error",message}` (SGLang, old vLLM), `{detail}` (FastAPI), a JSON string of JSON (MLC-LLM), or plain text.
 */
export function parseEngineError(body: unknown): ParsedEngineError {
  const { message, type, status } = readError(body, 0);
  return {
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    isContextOverflow: OVERFLOW.test(type) || OVERFLOW.test(message),
    status,
  };
}

interface ReadError {
  readonly message: string;
  readonly type: string;
  readonly status: number | null;
}

const MAX_NESTING = 4;

function readError(body: unknown, depth: number): ReadError {
  if (typeof body === 'string') return readText(body, depth);
  if (!isRecord(body) || depth > MAX_NESTING)
    return { message: body === undefined ? '' : JSON.stringify(body), type: '', status: null };
  const { message, code, detail, error } = body;
  const type = [body.type, code].filter((name) => typeof name === 'string').join(' ');
  const status = typeof code === 'number' && code >= 400 && code < 600 ? code : null;
  if (typeof message === 'string') return { message, type, status };
  if (error !== undefined && error !== null) return readError(error, depth + 1);
  if (detail !== undefined)
    return { message: typeof detail === 'string' ? detail : JSON.stringify(detail), type, status };
  return { message: JSON.stringify(body), type, status };
}

function readText(text: string, depth: number): ReadError {
  const trimmed = text.trim();
  if (depth <= MAX_NESTING && /^["{[]/.test(trimmed)) {
    const json = parseJsonOrNull(trimmed);
    if (json !== null) return readError(json, depth + 1);
  }
  return { message: trimmed, type: '', status: null };
}

/** The parsed JSON, or null for text that is not JSON (an engine that is killed leaves an incomplete line). */
export function parseJsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
