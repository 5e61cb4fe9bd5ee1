'use client';
import { useTranslations } from 'use-intl/react';
import { ArgumentLabel } from '@/components/tools/call/argument-label';
import { pathTitle, type ArgumentTree } from '@/components/tools/call/argument-tree';
import type { ArgumentChange } from '@/components/approvals/argument-changes';
import { plainText } from '@/components/tools/result/result-shape';
import { visibleText } from '@/components/tools/result/visible-text';
import type { Json } from '@/components/tools/schema/schema-fields';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';

/** What an approver changes, value by value. */
export function ChangesTable({ changes, names }: { readonly changes: readonly ArgumentChange[]; readonly names: ArgumentTree }) {
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
          <TableRow key={path.join('.')}>
            <TableCell className="text-muted">
              <ArgumentLabel title={pathTitle(path, names)} name={path.join('.')} />
            </TableCell>
            <TableCell className="whitespace-pre-wrap line-through decoration-danger">{textOf(before)}</TableCell>
            <TableCell className="font-medium whitespace-pre-wrap">{textOf(after)}</TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '—';
  return typeof value === 'string' ? visibleText(value) : value === null || typeof value !== 'object' ? JSON.stringify(value) : visibleText(plainText(value));
}
