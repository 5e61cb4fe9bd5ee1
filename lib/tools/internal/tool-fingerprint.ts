import 'server-only';
import { createHash } from 'node:crypto';
import { canonicalJson } from '@/lib/audit/canonical-json';
import type { JsonObject } from '@/lib/tools/contracts';

/** SHA-256 (hex) of a value's canonical JSON (RFC 8785). */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Names what the model is told of a tool: two tools have the same one exactly when they look the same to it. */
export function toolFingerprint(tool: { readonly name: string; readonly description: string; readonly inputSchema: JsonObject }): string {
  return hashJson({ name: tool.name, description: tool.description, inputSchema: tool.inputSchema });
}
