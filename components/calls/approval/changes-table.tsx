'use client';
import { useTranslations } from 'use-intl/react';
import { ArgumentLabel } from '@/components/calls/call/argument-label';
import { pathTitle, type ArgumentTree } from '@/components/lib/argument-tree';
import type { ArgumentChange } from '@/components/calls/approval/argument-changes';
import { ExactValue } from '@/components/calls/result/exact-value';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';

/** What an approver changes, value by value. */
export function ChangesTable({
  changes,
  names,
}: {
  readonly changes: readonly ArgumentChange[];
  readonly names: ArgumentTree;
}) {
  const t = useTranslations('tools.inbox');
  return (
    <Table label={t('changed')}>
      <thead>
        <tr>
          <TableHead>{t('changed')}</TableHead>
          <TableHead>{t('before')}</TableHead>
          <TableHead>{t('after')}</TableHead>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ path, before, after }) => (
          <TableRow key={JSON.stringify(path)}>
            <TableCell className="text-muted">
              <ArgumentLabel title={pathTitle(path, names)} name={path.join('.')} />
            </TableCell>
            <TableCell className="line-through decoration-danger">
              <ExactValue value={before} quoted={isNoText(after)} />
            </TableCell>
            <TableCell className="font-medium">
              <ExactValue value={after} quoted={isNoText(before)} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

/** Beside something else a text is marked as one. */
function isNoText(value: ArgumentChange['before']): boolean {
  return value !== undefined && typeof value !== 'string';
}
