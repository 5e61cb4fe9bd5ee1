import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { DEFAULT_LOCALE, type Locale } from '@/lib/i18n/locales';
import type { UsableTool } from '@/lib/tools/contracts';
import { usableTools } from '@/lib/grants/usable-tools';
import { selectPins } from '@/lib/grants/internal/grants-repository';
import { translateBuiltinSchema, translateBuiltinText } from '@/lib/tools/builtin-text-contracts';

/**
 * The tools that this person may call: pinned ones first in the order they were pinned, then by name. Texts of built-in
 * tools are in the person's language.
 */
export async function listUsableTools({ personId }: Principal, locale: Locale = DEFAULT_LOCALE): Promise<UsableTool[]> {
  const [usable, pins] = await Promise.all([usableTools(sqlRunner(), personId), selectPins(personId)]);
  const placeOf = (id: string): number => (pins.includes(id) ? pins.indexOf(id) : pins.length);
  return usable
    .map(({ tool: { id, name, title, description, effect, isSample, inputSchema }, policy }) => ({
      id,
      name,
      title: translateBuiltinText(name, title, locale),
      description: translateBuiltinText(name, description, locale),
      effect,
      isSample,
      inputSchema: translateBuiltinSchema(name, inputSchema, locale),
      needsApproval: policy?.mode ?? ('none' as const),
      pinned: pins.includes(id),
    }))
    .sort((left, right) => placeOf(left.id) - placeOf(right.id));
}
