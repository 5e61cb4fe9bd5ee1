import 'server-only';
import { AppError, type ErrorKind } from '@/lib/errors/app-error';
import { splitLines } from '@/lib/text/split-lines';
import {
  type Block,
  type DocumentKind,
  type FailureCode,
  type LimitName,
  type ParserEvent,
  parserEventSchema,
  type ParserLimits,
  type ParserWarning,
} from '@/lib/parser/contracts';
import { parseLine } from './internal/parse-line';
import { runParser } from './internal/run-parser';

export const PARSER_LIMITS: ParserLimits = {
  inputBytes: 100_000_000,
  outputBytes: 64_000_000,
  expandedBytes: 300_000_000,
  pages: 2_000,
  rowsPerSheet: 2_000,
  ocrPages: 200,
  memoryMegabytes: 800,
  idleSeconds: 60,
  totalSeconds: 1_800,
};

export interface ParseOptions {
  /** The file's name: decides among kinds of plain text only. */
  readonly name: string;
  readonly limits?: Partial<ParserLimits>;
  readonly password?: string;
  /** Which version of a document with tracked changes; the accepted one when absent. */
  readonly changes?: 'accepted' | 'original';
  readonly signal?: AbortSignal;
}

/** What arrives while a document is read, in reading order. */
export type ParsedPart = Exclude<ParserEvent, { type: 'failure' | 'end' }>;

export interface ParsedDocument {
  readonly kind: DocumentKind;
  readonly start: Extract<ParserEvent, { type: 'start' }>;
  readonly blocks: readonly Block[];
  readonly warnings: readonly ParserWarning[];
}

/**
 * Reads a document in a process of its own, with limits on memory, time and output, and yields its parts as they are
 * found. Ends with a warning `truncated` when a limit cut it short after some text was read. Throws an `AppError` with
 * one of the codes `document-…` when nothing can be read; the product is never harmed.
 */
export async function* parseDocument(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ParseOptions,
): AsyncGenerator<ParsedPart> {
  options.signal?.throwIfAborted();
  const limits = { ...PARSER_LIMITS, ...options.limits };
  const run = runParser(source, {
    request: {
      name: options.name,
      changes: options.changes ?? 'accepted',
      limits,
      ...(options.password === undefined ? {} : { password: options.password }),
    },
    signal: options.signal,
  });
  let progress: { readonly done: number; readonly total: number } | undefined;
  let hasBlocks = false;
  try {
    for await (const line of splitLines(run.output)) {
      const event = parseLine(line, parserEventSchema);
      if (event === undefined) break;
      run.noteProgress();
      if (event.type === 'end') return;
      if (event.type === 'failure') throw documentFailure(event.code, event.detail);
      if (event.type === 'block') hasBlocks = true;
      if (event.type === 'progress') progress = { done: event.done, total: event.total };
      yield event;
    }
  } finally {
    run.stop();
  }
  options.signal?.throwIfAborted();
  const end = await run.ended;
  const limit = end.limit === undefined ? undefined : TRUNCATING[end.limit];
  if (limit === undefined || !hasBlocks) throw documentFailure(end.code, end.detail);
  yield {
    type: 'warning',
    warning: {
      code: 'truncated',
      limit,
      ...(progress === undefined ? {} : { read: progress.done, total: progress.total }),
    },
  };
}

/** Collects a whole document; for callers that do not show it while it is read. */
export async function readDocument(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ParseOptions,
): Promise<ParsedDocument> {
  let start: ParsedDocument['start'] | undefined;
  const blocks: Block[] = [];
  const warnings: ParserWarning[] = [];
  for await (const part of parseDocument(source, options)) {
    if (part.type === 'start') start = part;
    else if (part.type === 'block') blocks.push(part.block);
    else if (part.type === 'warning') warnings.push(part.warning);
  }
  if (start === undefined) throw documentFailure('document-parser-failed', 'the parser did not say what it reads');
  return { kind: start.kind, start, blocks, warnings };
}

/** The limits that leave a usable part of a document. */
const TRUNCATING: Readonly<Record<'memory' | 'time' | 'output' | 'input', LimitName | undefined>> = {
  memory: 'memory',
  time: 'time',
  output: 'output',
  input: undefined,
};

const KINDS: Partial<Record<FailureCode, ErrorKind>> = {
  'document-too-large': 'too-large',
  'document-parser-failed': 'unavailable',
};

/** The failure of a document as an error of the product. */
export function documentFailure(code: FailureCode, detail: string): AppError {
  return new AppError({ kind: KINDS[code] ?? 'invalid', code, detail });
}
