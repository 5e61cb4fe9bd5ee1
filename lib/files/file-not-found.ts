import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/** A file of a question is not there; a code of its own, since the conversation still is. */
export function fileNotFound(): AppError {
  return new AppError({ kind: 'not-found', code: 'file-not-found', detail: 'file not found' });
}
