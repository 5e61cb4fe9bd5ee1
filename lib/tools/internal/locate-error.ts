import { AppError, isAppError } from '@/lib/errors/app-error';

/**
 * Runs a check; its error says where it was found: `place` precedes the detail, and `values` are added to the error's.
 * @throws what `check` throws
 */
export function locateError(place: string, values: Readonly<Record<string, string>>, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new AppError({
      kind: error.kind,
      code: error.code,
      detail: `${place}: ${error.detail}`,
      values: { ...values, ...error.values },
    });
  }
}
