import { ParseFailure } from '../failure';

export function readPptx(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
