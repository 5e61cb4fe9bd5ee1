'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keepCall } from '@/components/chat/calls/conversation-calls';
import { callNowQuery, isFollowed, type CallNowOptions } from '@/components/calls/call-now-query';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

/**
 * The present state of a call. A manual call is polled until it has ended, because no stream reports it; the others
 * come from the streams of their runs.
 * @returns null when there is none (yet)
 */
export function useCallNow(callId: string | null, options: CallNowOptions = {}): ToolCallDto | null {
  const { known } = options;
  const client = useQueryClient();
  const isNews = isFollowed(known);
  const { data } = useQuery(callNowQuery(callId, options));
  useEffect(() => {
    if (data !== undefined && isNews) keepCall(client, data);
  }, [client, data, isNews]);
  return (isNews ? data : undefined) ?? known ?? null;
}
