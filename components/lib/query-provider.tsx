'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { isApiProblem } from '@/components/lib/api-problem';

const MAX_RETRIES = 2;
const STALE_AFTER_MS = 5_000;

/** Only what may pass by itself is tried again: no answer, or a server that says so. */
export function isPassing(error: unknown): boolean {
  return isApiProblem(error) && (error.code === 'network' || error.status >= 502);
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: STALE_AFTER_MS, retry: (failures, error) => failures < MAX_RETRIES && isPassing(error) },
      mutations: { retry: false },
    },
  });
}

/** One query client a browser tab; on the server one a request. */
export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
