import 'server-only';

/** Binds a sealed block to its place: it cannot be moved to another reading or position. */
export function blockLabel(readingId: string, ordinal: number): string {
  return `block ${readingId} ${ordinal}`;
}

/** Of the password that a file is read with. */
export const PASSWORD_LABEL = 'password';
