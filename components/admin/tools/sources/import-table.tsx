'use client';
import { ChevronRight } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ListedTool } from '@/components/admin/tools/sources/listed-tool';
import { hasUnseen, previewOf } from '@/components/admin/tools/sources/listed-words';
import { visibleText } from '@/components/calls/result/visible-text';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { toolEffectSchema, toolNameSchema, type JsonObject, type ToolEffect } from '@/lib/tools/contracts';

/** Something that may become a tool. */
export interface ImportRow {
  readonly key: string;
  readonly title: string;
  /** Its name at the source. */
  readonly code: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  /** A note about it: why it cannot be used, that it is deprecated, that it is a tool already. */
  readonly note: string | null;
  /** What is changed or left out when it is imported. */
  readonly changes?: readonly string[];
  readonly isUnusable: boolean;
  readonly isChosen: boolean;
  readonly name: string;
  readonly effect: ToolEffect;
}

export interface ImportTableProps {
  readonly rows: readonly ImportRow[];
  /** The rows that were changed. */
  readonly onChange: (rows: readonly ImportRow[]) => void;
}

/** On a phone a row has two columns: the checkbox, and one below the other its title, name and effect. */
const STACKED_ROW = 'max-sm:grid max-sm:grid-cols-[auto_minmax(0,1fr)]';

/** The tools that can be imported: each can be selected, named, and marked as changing something. */
export function ImportTable({ rows, onChange }: ImportTableProps) {
  const t = useTranslations('governance.importing');
  const usable = rows.filter(({ isUnusable }) => !isUnusable);
  const chosen = usable.filter(({ isChosen }) => isChosen);
  return (
    <>
      <p role="status" className="text-sm text-faint">
        {t('count', { chosen: chosen.length, all: rows.length })}
        {usable.length === rows.length ? null : t('unusable', { count: rows.length - usable.length })}
      </p>
      <Table label={t('label')} className="max-sm:block">
        <thead className="max-sm:block">
          <tr className={STACKED_ROW}>
            <TableHead className="w-8">
              <Checkbox
                hideLabel
                label={t('chooseAll')}
                checked={usable.length > 0 && chosen.length === usable.length}
                indeterminate={chosen.length > 0 && chosen.length < usable.length}
                disabled={usable.length === 0}
                onChange={({ target }) => onChange(usable.map((row) => ({ ...row, isChosen: target.checked })))}
              />
            </TableHead>
            <TableHead>{t('what')}</TableHead>
            <TableHead className="max-sm:hidden">{t('name')}</TableHead>
            <TableHead className="max-sm:hidden">{t('effect')}</TableHead>
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {rows.map((row) => (
            <ImportTableRow key={row.key} row={row} onChange={(changed) => onChange([changed])} />
          ))}
        </tbody>
      </Table>
    </>
  );
}

function ImportTableRow({ row, onChange }: { readonly row: ImportRow; readonly onChange: (row: ImportRow) => void }) {
  const t = useTranslations('governance.importing');
  const effects = useTranslations('tools.effect');
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const isWrong = row.isChosen && !toolNameSchema.safeParse(row.name).success;
  const title = visibleText(row.title);
  return (
    <>
      <TableRow className={STACKED_ROW}>
        <TableCell className="align-top max-sm:row-span-3">
          <Checkbox
            hideLabel
            label={t('choose', { name: title })}
            checked={row.isChosen}
            disabled={row.isUnusable}
            onChange={({ target }) => onChange({ ...row, isChosen: target.checked })}
          />
        </TableCell>
        <TableCell className="min-w-0 align-top max-sm:border-b-0! sm:min-w-48">
          <p className="font-medium wrap-anywhere">{title}</p>
          {row.code === row.title ? null : (
            <code className="text-xs wrap-anywhere text-faint">{visibleText(row.code)}</code>
          )}
          <ListedWords row={row} isOpen={isOpen} controls={id} onToggle={() => setOpen(!isOpen)} />
          {row.note === null ? null : (
            <p className={row.isUnusable ? 'wrap-anywhere text-danger' : 'text-queue'}>{row.note}</p>
          )}
          <Changes changes={row.changes ?? []} />
        </TableCell>
        <TableCell className="min-w-0 align-top max-sm:border-b-0! max-sm:py-0! sm:min-w-44 md:min-w-64">
          <Input
            aria-label={t('nameOf', { name: title })}
            aria-invalid={isWrong || undefined}
            value={row.name}
            disabled={row.isUnusable}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono text-sm"
            onChange={({ target }) => onChange({ ...row, name: target.value })}
          />
          {isWrong ? <p className="mt-1 text-danger">{t('nameError')}</p> : null}
        </TableCell>
        <TableCell className="min-w-0 align-top sm:min-w-36">
          <Select
            aria-label={t('effectOf', { name: title })}
            value={row.effect}
            disabled={row.isUnusable}
            onChange={({ target }) => onChange({ ...row, effect: toolEffectSchema.parse(target.value) })}
          >
            <option value="read">{effects('read')}</option>
            <option value="change">{effects('change')}</option>
          </Select>
        </TableCell>
      </TableRow>
      {isOpen ? (
        <TableRow className="max-sm:block">
          <TableCell colSpan={4} className="bg-sunken max-sm:block">
            <ListedTool id={id} description={row.description} inputSchema={row.inputSchema} />
          </TableCell>
        </TableRow>
      ) : null}
    </>
  );
}

interface ListedWordsProps {
  readonly row: ImportRow;
  readonly isOpen: boolean;
  readonly controls: string;
  readonly onToggle: () => void;
}

/** The beginning of its description, and whether it is cut or contains invisible characters; the rest on demand. */
function ListedWords({ row: { title, code, description, inputSchema }, isOpen, controls, onToggle }: ListedWordsProps) {
  const t = useTranslations('governance.importing');
  const hides = useMemo(
    () => hasUnseen([title, code, description], inputSchema),
    [title, code, description, inputSchema],
  );
  const preview = previewOf(description);
  return (
    <>
      {preview.text === '' || description === title ? null : (
        <p className="wrap-anywhere text-muted">{visibleText(preview.text)}</p>
      )}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Button
          variant="ghost"
          size="sm"
          className="-ml-2.5"
          aria-expanded={isOpen}
          aria-controls={controls}
          aria-label={t('openOf', { name: visibleText(title) })}
          icon={
            <ChevronRight
              aria-hidden
              className={`size-4 transition-transform motion-reduce:transition-none ${isOpen ? 'rotate-90' : ''}`}
            />
          }
          onClick={onToggle}
        >
          {t('open')}
        </Button>
        {preview.isCut ? <Badge tone="queue">{t('isCut', { count: description.length })}</Badge> : null}
        {hides ? <Badge tone="danger">{t('hides')}</Badge> : null}
      </div>
    </>
  );
}

const MAX_OPEN_CHANGES = 3;

/** What is changed or left out; long lists are folded. */
export function Changes({ changes }: { readonly changes: readonly string[] }) {
  const t = useTranslations('governance.importing');
  if (changes.length === 0) return null;
  return (
    <details open={changes.length <= MAX_OPEN_CHANGES} className="mt-1 text-xs">
      <summary className="cursor-pointer text-queue">{t('changes', { count: changes.length })}</summary>
      <ul className="mt-1 grid max-w-prose list-disc gap-0.5 pl-4 text-muted">
        {changes.map((change, index) => (
          <li key={index} className="wrap-anywhere">
            {change}
          </li>
        ))}
      </ul>
    </details>
  );
}
