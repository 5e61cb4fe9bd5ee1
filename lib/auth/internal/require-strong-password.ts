import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { COMMON_PASSWORDS } from '@/lib/auth/internal/common-passwords';

/**
 * Refuses the passwords that are guessed first: a common password, one character repeated, a run of neighbours
 * (`abcdefgh`, `87654321`) and the person's own names. No rules about kinds of characters (NIST SP 800-63B, 3.1.1.2,
 * advises against them).
 * @throws AppError `password-too-common`
 */
export function requireStrongPassword(password: string, ownNames: readonly (string | null | undefined)[]): void {
  const folded = password.normalize('NFKC').toLowerCase();
  if (COMMON_PASSWORDS.has(folded) || isRun(folded) || isOwnName(folded, ownNames)) {
    throw new AppError({
      kind: 'invalid',
      code: 'password-too-common',
      detail: 'this password is among the first to be guessed',
    });
  }
}

/** Whether every character follows the one before by the same step of -1, 0 or 1. */
function isRun(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  const [step] = steps;
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1;
}

function isOwnName(folded: string, ownNames: readonly (string | null | undefined)[]): boolean {
  return ownNames.some((name) => {
    if (name === null || name === undefined) return false;
    const own = name.normalize('NFKC').toLowerCase();
    return folded === own || folded === own.split('@')[0];
  });
}
