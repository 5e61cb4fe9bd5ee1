import { ParseFailure } from '../failure';

export function readRtf(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
