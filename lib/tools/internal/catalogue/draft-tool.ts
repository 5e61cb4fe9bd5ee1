import 'server-only';
import type { CreateToolInput } from '@/lib/tools/catalogue-contracts';
import type { StoredTool } from '@/lib/tools/contracts';
import { defaultApproval } from '@/lib/tools/internal/catalogue/check-tool';
import { toolFingerprint } from '@/lib/tools/tool-fingerprint';

/** The tool that a form describes; disabled. */
export function draftTool(
  id: string,
  { confirmNoApproval: _confirmed, approval, ...input }: CreateToolInput,
  sourceId: string | null = null,
): StoredTool {
  return {
    ...input,
    id,
    kind: 'http',
    sourceId,
    server: null,
    enabled: false,
    quarantinedAt: null,
    isSample: false,
    approval: approval ?? defaultApproval(input.effect),
    fingerprint: toolFingerprint(input),
  };
}
