'use client';
import { PageError } from '@/components/ui/page-error';

/** A conversation that failed; the sidebar beside it goes on working. */
export default function ChatError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return <PageError digest={error.digest} onRetry={reset} />;
}
