import type { DocumentKind, ParserRequest } from '../contracts';
import type { Output } from './output';
import type { Archive } from './zip';

/** What a reader of one kind works on. */
export interface ReaderInput {
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array;
  readonly request: ParserRequest;
  readonly output: Output;
  /** Of kinds that are archives, opened and checked. */
  readonly archive: Archive;
}
export type Reader = (input: ReaderInput) => Promise<void> | void;
