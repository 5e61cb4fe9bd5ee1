import { ParseFailure } from '../failure';

export function readWorkbook(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
