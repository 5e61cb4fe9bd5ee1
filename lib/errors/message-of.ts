/** The words of whatever was thrown: for operators and logs, never for people's screens. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
