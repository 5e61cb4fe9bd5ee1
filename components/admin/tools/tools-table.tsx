'use client';
import {
  createColumnHelper,
  createPaginatedRowModel,
  createSortedRowModel,
  rowPaginationFeature,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type Row,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import Link from 'next/link';
import { useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { Pager } from '@/components/admin/shared/pager';
import { BulkBar } from '@/components/admin/tools/bulk-bar';
import { ToolBadges } from '@/components/admin/tools/tool-badges';
import { ToolSwitch } from '@/components/admin/tools/tool-switch';
import { useDates } from '@/components/lib/use-dates';
import { Checkbox } from '@/components/ui/checkbox';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { isFocusLost } from '@/components/ui/use-focus-return';
import type { AdminToolSummary } from '@/lib/tools/catalogue-contracts';

const PAGE_SIZE = 25;

const features = tableFeatures({
  rowSelectionFeature,
  rowSortingFeature,
  rowPaginationFeature,
  sortedRowModel: createSortedRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
});
const helper = createColumnHelper<typeof features, AdminToolSummary>();
const byText = (one: string, other: string) => one.localeCompare(other, 'zh-CN', { numeric: true });
const columns = helper.columns([
  helper.accessor('title', { id: 'title', sortFn: (one, other) => byText(one.original.title, other.original.title) }),
  helper.accessor('kind', {
    id: 'kind',
    sortFn: (one, other) =>
      byText(
        one.original.kind + (one.original.source?.name ?? ''),
        other.original.kind + (other.original.source?.name ?? ''),
      ),
  }),
  helper.accessor('updatedAt', {
    id: 'updated',
    sortDescFirst: true,
    sortFn: (one, other) => byText(one.original.updatedAt, other.original.updatedAt),
  }),
  helper.accessor('enabled', {
    id: 'enabled',
    sortDescFirst: true,
    sortFn: (one, other) => Number(one.original.enabled) - Number(other.original.enabled),
  }),
]);

type ToolRow = Row<typeof features, AdminToolSummary>;

/** A table of tools with sorting, paging, and switches for one or many. */
export function ToolsTable({ tools }: { readonly tools: readonly AdminToolSummary[] }) {
  const t = useTranslations('governance.tools');
  const table = useTable({
    features,
    columns,
    data: tools,
    getRowId: ({ id }) => id,
    enableMultiSort: false,
    enableSortingRemoval: false,
    initialState: { sorting: [{ id: 'title', desc: false }], pagination: { pageIndex: 0, pageSize: PAGE_SIZE } },
  });
  const rows = table.getRowModel().rows;
  const chosen = table.getSelectedRowModel().rows.map(({ original }) => original);
  const headers = table.getHeaderGroups().flatMap((group) => group.headers);
  const all = useRef<HTMLInputElement>(null);
  const clear = () => {
    table.resetRowSelection(true);
    // The bar disappears together with the pressed button.
    requestAnimationFrame(() => (isFocusLost() ? all.current?.focus() : undefined));
  };
  return (
    <>
      <BulkBar tools={chosen} onClear={clear} />
      <Table label={t('title')}>
        <thead>
          <tr>
            <TableHead className="w-8">
              <Checkbox
                hideLabel
                ref={(box) => {
                  all.current = box;
                }}
                label={t('selectAll')}
                checked={table.getIsAllPageRowsSelected()}
                indeterminate={table.getIsSomePageRowsSelected() && !table.getIsAllPageRowsSelected()}
                onChange={({ target }) => table.toggleAllPageRowsSelected(target.checked)}
              />
            </TableHead>
            {headers.map((header) => (
              <SortHead
                key={header.id}
                column={header.column.id}
                sorted={header.column.getIsSorted()}
                onToggle={header.column.getToggleSortingHandler()}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ToolTableRow key={row.id} row={row} />
          ))}
        </tbody>
      </Table>
      <Pager
        page={table.state.pagination.pageIndex + 1}
        pages={table.getPageCount()}
        onChange={(page) => table.setPageIndex(page - 1)}
      />
    </>
  );
}

const COLUMN_CLASSES: Readonly<Record<string, string>> = {
  kind: 'hidden sm:table-cell',
  updated: 'hidden md:table-cell',
};
const SORTED = { asc: 'ascending', desc: 'descending' } as const;

interface SortHeadProps {
  readonly column: string;
  readonly sorted: false | 'asc' | 'desc';
  readonly onToggle: ((event: unknown) => void) | undefined;
}

function SortHead({ column: id, sorted, onToggle }: SortHeadProps) {
  const t = useTranslations('governance.tools.columns');
  const Arrow = sorted === 'asc' ? ArrowUp : sorted === 'desc' ? ArrowDown : ArrowUpDown;
  return (
    <TableHead
      aria-sort={sorted === false ? undefined : SORTED[sorted]}
      {...(COLUMN_CLASSES[id] === undefined ? {} : { className: COLUMN_CLASSES[id] })}
    >
      <button
        type="button"
        onClick={onToggle}
        className="-mx-1 inline-flex items-center gap-1 rounded-xs px-1 font-medium hover:text-ink"
      >
        {t(id === 'title' || id === 'kind' || id === 'updated' ? id : 'enabled')}
        <Arrow aria-hidden className={sorted === false ? 'size-3.5 opacity-40' : 'size-3.5'} />
      </button>
    </TableHead>
  );
}

function ToolTableRow({ row }: { readonly row: ToolRow }) {
  const t = useTranslations('governance.tools');
  const dates = useDates();
  const tool = row.original;
  return (
    <TableRow aria-selected={row.getIsSelected()} className="aria-selected:bg-accent-soft">
      <TableCell className="align-top">
        <Checkbox
          hideLabel
          label={t('select', { name: tool.title })}
          checked={row.getIsSelected()}
          onChange={row.getToggleSelectedHandler()}
        />
      </TableCell>
      <TableCell className="min-w-48 align-top">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Link
            href={`/admin/tools/${tool.id}`}
            prefetch={false}
            className="font-medium underline-offset-2 hover:underline"
          >
            {tool.title}
          </Link>
          <code className="text-xs text-faint">{tool.name}</code>
        </p>
        <p className="line-clamp-2 max-w-prose text-muted">{tool.description}</p>
        <span className="mt-1 flex flex-wrap gap-1 empty:hidden">
          <ToolBadges tool={tool} />
        </span>
      </TableCell>
      <TableCell className="hidden align-top whitespace-nowrap sm:table-cell">
        {t(`kinds.${tool.kind}`)}
        {tool.source === null ? null : (
          <Link
            href={`/admin/tools/sources/${tool.source.id}`}
            prefetch={false}
            className="block max-w-40 truncate text-xs text-faint underline-offset-2 hover:underline"
          >
            {tool.source.name}
          </Link>
        )}
      </TableCell>
      <TableCell
        className="hidden align-top whitespace-nowrap text-muted md:table-cell"
        title={dates.moment(tool.updatedAt)}
      >
        {dates.relative(tool.updatedAt)}
      </TableCell>
      <TableCell className="w-16 align-top">
        <ToolSwitch tool={tool} />
      </TableCell>
    </TableRow>
  );
}
