import 'server-only';

interface Execution {
  readonly callId: string;
}

declare global {
  var yikaExecutingCalls: Set<Execution> | undefined;
}

/** Notes that this process takes care of a call until `work` has ended. */
export async function whileExecuting<Result>(callId: string, work: () => Promise<Result>): Promise<Result> {
  const executing = (globalThis.yikaExecutingCalls ??= new Set());
  const execution = { callId };
  executing.add(execution);
  try {
    return await work();
  } finally {
    executing.delete(execution);
  }
}

/** Ids of the calls this process takes care of; any other one under its name was let go by a failure. */
export function executingCallIds(): string[] {
  return [...(globalThis.yikaExecutingCalls ?? [])].map(({ callId }) => callId);
}
