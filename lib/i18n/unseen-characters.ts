/**
 * Characters that are not seen but may change what is read, or carry something nobody sees: controls, formats
 * (direction, zero width), all that Unicode lets fonts ignore (variation selectors, fillers, also those not assigned
 * yet), separators of lines and paragraphs, the empty Braille cell.
 */
export const UNSEEN_CHARACTER = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/u;
