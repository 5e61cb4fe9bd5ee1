import 'server-only';
import { createHash } from 'node:crypto';
import { canonicalJson } from '@/lib/audit/canonical-json';
import type { JsonObject } from '@/lib/tools/contracts';

/**
 * SHA-256 (hex) over the tool's id and the canonical JSON (RFC 8785) of the arguments: what an approval is bound to.
 */
export function hashArguments(toolId: string, input: JsonObject): string {
  return createHash('sha256')
    .update(`${toolId}\n${canonicalJson(input)}`)
    .digest('hex');
}
