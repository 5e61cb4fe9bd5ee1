'use client';
import { PageError } from '@/components/ui/page-error';

export default function RootError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return (
    <main className="flex min-h-dvh flex-col">
      <PageError digest={error.digest} onRetry={reset} />
    </main>
  );
}
