import { ParseFailure } from '../failure';

export function readDoc(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
