'use client';
import { useEffect, useState } from 'react';

export interface Countdown {
  /** 0 when it is over. */
  readonly secondsLeft: number;
  readonly start: (seconds: number) => void;
}

/** Counts seconds down by the clock, so that a sleeping tab is right when it wakes. */
export function useCountdown(): Countdown {
  const [endsAtMs, setEndsAtMs] = useState(0);
  const [nowMs, setNowMs] = useState(0);
  const secondsLeft = Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000));
  const running = secondsLeft > 0;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), 250);
    return () => clearInterval(timer);
  }, [running]);
  const start = (seconds: number) => {
    const now = Date.now();
    setNowMs(now);
    setEndsAtMs(now + seconds * 1000);
  };
  return { secondsLeft, start };
}
