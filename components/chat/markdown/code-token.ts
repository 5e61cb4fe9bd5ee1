/** A coloured part of a line of code. */
export interface CodeToken {
  readonly content: string;
  readonly color: string | undefined;
}
