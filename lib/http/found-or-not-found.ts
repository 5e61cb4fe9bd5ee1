import 'server-only';
import { notFound } from 'next/navigation';
import { isAppError } from '@/lib/errors/app-error';

/** What a page shows; its page "not found" where that does not exist for the person. For pages and layouts. */
export async function foundOrNotFound<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (isAppError(error) && error.kind === 'not-found') notFound();
    throw error;
  }
}
