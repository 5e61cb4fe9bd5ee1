'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { isApiProblem } from '@/components/lib/api-problem';

const MAX_RETRIES = 2;
const STALE_AFTER_MS = 5_000;

/** Only temporary failures are retried: no response, or a response that says so. */
function isWorthRetrying(error: unknown): boolean {
  return isApiProblem(error) && (error.code === 'network' || error.status >= 502);
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_AFTER_MS,
        retry: (failures, error) => failures < MAX_RETRIES && isWorthRetrying(error),
      },
      // Offline it fails and shows that. Otherwise it would wait, and run when the person no longer expects it.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** One query client a browser tab; on the server one a request. */
export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
