import 'server-only';

interface Execution {
  readonly callIds: readonly string[];
}

declare global {
  var yikaExecutingCalls: Set<Execution> | undefined;
}

/** Notes that this process takes care of calls until `work` has ended. */
export async function whileExecuting<Result>(callIds: readonly string[], work: () => Promise<Result>): Promise<Result> {
  const executing = (globalThis.yikaExecutingCalls ??= new Set());
  const execution = { callIds };
  executing.add(execution);
  try {
    return await work();
  } finally {
    executing.delete(execution);
  }
}

/** Ids of the calls this process takes care of; any other one under its name was let go by a failure. */
export function executingCallIds(): string[] {
  return [...(globalThis.yikaExecutingCalls ?? [])].flatMap(({ callIds }) => callIds);
}
