import { ParseFailure } from '../failure';

export function readDocx(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
