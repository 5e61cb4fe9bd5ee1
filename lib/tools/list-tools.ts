import 'server-only';
import type { StoredTool } from '@/lib/tools/contracts';
import { selectTools } from '@/lib/tools/internal/tools-repository';

/** All tools that are not deleted, by name; also disabled and quarantined ones. */
export function listTools(): Promise<StoredTool[]> {
  return selectTools();
}
