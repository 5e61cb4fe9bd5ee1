import { queryOptions } from '@tanstack/react-query';
import { isApiProblem } from '@/components/lib/api-problem';
import { callKey, requestCall } from '@/components/calls/tool-call-requests';
import { isOpenCall, type ToolCallDto } from '@/lib/tool-calls/contracts';

const POLL_MS = 1_500;
/** A call that is being asked for is there within moments. */
const PLACED_MS = 400;

export interface CallNowOptions {
  /** As it was read with a list. */
  readonly known?: ToolCallDto;
  /** Followed also as a call of an answer. */
  readonly follow?: boolean;
  /** It is being asked for: until it is there, it is looked for. */
  readonly isAsked?: boolean;
}

/** Whether the call is polled: an open manual call, or a call that is not known yet. */
export function isFollowed(known: ToolCallDto | undefined): boolean {
  return known === undefined || (known.origin === 'person' && isOpenCall(known));
}

const NOT_FOUND = 404;

function isGone(error: unknown): boolean {
  return isApiProblem(error) && error.status === NOT_FOUND;
}

/** One call by its id, again and again until it has ended, and nothing else of its conversation. */
export function callNowQuery(callId: string | null, { known, follow = false, isAsked = false }: CallNowOptions) {
  return queryOptions({
    queryKey: callKey(callId),
    queryFn: ({ signal }) => requestCall(callId ?? '', signal),
    enabled: callId !== null && (follow || isFollowed(known)),
    staleTime: Infinity,
    retry: false,
    refetchInterval: ({ state }) => {
      const latest = state.data ?? known;
      if (latest === undefined) return isAsked ? PLACED_MS : false;
      // A failed request proves nothing about the call; a 404 does.
      return isOpenCall(latest) && !isGone(state.error) ? POLL_MS : false;
    },
  });
}
