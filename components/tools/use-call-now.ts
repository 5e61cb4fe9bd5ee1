'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keepCall } from '@/components/tools/answer/conversation-calls';
import { callKey, isOpenCall, requestCall } from '@/components/tools/tool-call-requests';
import type { ToolCallDto } from '@/lib/tools/contracts';

const POLL_MS = 1_500;
/** A call that is being asked for is there within moments. */
const PLACED_MS = 400;

export interface CallNowOptions {
  /** As it was read with a list. */
  readonly known?: ToolCallDto;
  /** It is being asked for: until it is there, it is looked for. */
  readonly isAsked?: boolean;
}

/**
 * A call as it is now. One made by hand is looked at until it has ended, for no stream tells of it; the others come from the streams of their runs.
 * @returns null when there is none (yet)
 */
export function useCallNow(callId: string | null, { known, isAsked = false }: CallNowOptions = {}): ToolCallDto | null {
  const client = useQueryClient();
  const isFollowed = known === undefined || (known.origin === 'person' && isOpenCall(known));
  const { data } = useQuery({
    queryKey: callKey(callId),
    queryFn: ({ signal }) => requestCall(callId ?? '', signal),
    enabled: callId !== null && isFollowed,
    staleTime: Infinity,
    retry: false,
    refetchInterval: ({ state }) => (state.data === undefined ? (isAsked ? PLACED_MS : false) : isOpenCall(state.data) ? POLL_MS : false),
  });
  useEffect(() => {
    if (data !== undefined && isFollowed) keepCall(client, data);
  }, [client, data, isFollowed]);
  return isFollowed ? (data ?? known ?? null) : known;
}
