'use client';
import { useFormatter, useLocale, useTranslations } from 'use-intl/react';
import { Notice } from '@/components/ui/notice';
import type { GrantMatrix } from '@/lib/grants/contracts';
import { translateBuiltinTool } from '@/lib/tools/builtin-text-contracts';

/** Most names that are listed. */
const MAX_NAMES = 8;

/**
 * Says that somebody may use more tools than fit into a prompt, so that the model is not offered all of them. Renders
 * nothing while all fit.
 */
export function RoomNotice({
  matrix: { room, roles, tools, person },
}: {
  readonly matrix: Pick<GrantMatrix, 'room' | 'roles' | 'tools' | 'person'>;
}) {
  const t = useTranslations('governance.grants.room');
  const roleNames = useTranslations('common.role');
  const format = useFormatter();
  const locale = useLocale();
  const leftOut = new Set(room.person?.leftOut);
  const titles = tools.filter(({ id }) => leftOut.has(id)).map((tool) => translateBuiltinTool(tool, locale).title);
  const full = roles.filter((role) => (room.roles.find((size) => size.role === role)?.tokens ?? 0) > room.maxTokens);
  if (titles.length === 0 && full.length === 0) return null;
  return (
    <Notice tone="queue" className="mb-3">
      {full.length === 0 ? null : (
        <p>
          {t('roles', {
            roles: format.list(
              full.map((role) => roleNames(role)),
              { type: 'conjunction' },
            ),
            limit: room.maxTokens,
          })}
        </p>
      )}
      {titles.length === 0 || person === null ? null : (
        <p>
          {t('person', {
            name: person.name,
            tools: format.list(titles.slice(0, MAX_NAMES), { type: 'unit' }),
            rest: titles.length - Math.min(titles.length, MAX_NAMES),
          })}
        </p>
      )}
      <p>{t('advice')}</p>
    </Notice>
  );
}
