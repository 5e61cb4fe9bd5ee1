import { ParseFailure } from '../failure';

export function readImage(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
