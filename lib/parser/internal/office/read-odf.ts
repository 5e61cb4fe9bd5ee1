import { ParseFailure } from '../failure';

export function readOdf(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
