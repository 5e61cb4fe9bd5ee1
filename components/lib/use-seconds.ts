'use client';
import { useEffect, useState } from 'react';
import { useNow } from '@/components/lib/use-now';

const SECOND_MS = 1_000;

/** Now, renewed every second while `isRunning`. Only for what shows a running time. */
export function useSeconds(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(useNow());
  useEffect(() => {
    if (!isRunning) return undefined;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
