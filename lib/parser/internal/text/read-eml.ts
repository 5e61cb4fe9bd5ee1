import { ParseFailure } from '../failure';

export function readEml(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
