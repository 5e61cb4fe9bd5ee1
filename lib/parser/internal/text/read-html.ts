import { ParseFailure } from '../failure';

export function readHtml(): never {
  throw new ParseFailure('document-kind-unknown', 'not yet');
}
