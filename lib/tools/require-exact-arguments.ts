import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { invalidArguments } from '@/lib/tools/invalid-arguments';
import { memberText } from '@/lib/tools/internal/arguments/member-text';
import { parseArguments } from '@/lib/tools/parse-arguments';

/**
 * Checks the `arguments` in the text of a request body by the rules for a model's arguments: parsing loses digits of
 * long numbers and `__proto__`.
 * @param body a valid JSON text
 * @throws AppError `tool-arguments-invalid`
 */
export function requireExactArguments(body: string): void {
  const written = memberText(body, 'arguments');
  const parsed = written === undefined ? null : parseArguments(written);
  if (parsed === null || parsed.ok) return;
  const { code, values = {} } = invalidArguments(parsed.problem);
  throw new AppError({ kind: 'invalid', code, detail: parsed.problem.detail, values });
}
