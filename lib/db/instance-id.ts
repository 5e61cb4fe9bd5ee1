import 'server-only';
import { v7 as uuidv7 } from 'uuid';

declare global {
  var yikaInstanceId: string | undefined;
}

/** This process's id in leases, claims and heartbeats; new at every start. */
export function instanceId(): string {
  globalThis.yikaInstanceId ??= uuidv7();
  return globalThis.yikaInstanceId;
}
