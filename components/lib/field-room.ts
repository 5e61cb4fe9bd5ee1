/** The part of an inserted text that fits into a field. */
export interface FieldRoom {
  readonly kept: number;
  readonly given: number;
}

/**
 * How much of a text fits into a field; null: all of it. Lengths are UTF-16 units, as `maxlength` counts them.
 * @param length of what stands in the field
 * @param selected of what the text replaces
 */
export function roomFor(
  text: string,
  { length, selected, maxLength }: { readonly length: number; readonly selected: number; readonly maxLength: number },
): FieldRoom | null {
  // Fields know line feeds only.
  const given = text.replace(/\r\n?/g, '\n').length;
  const room = Math.max(0, maxLength - length + selected);
  return given <= room ? null : { kept: room, given };
}
