'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FileText, Search, Upload } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { DeleteFileDialog } from '@/components/documents/delete-file-dialog';
import { DropZone } from '@/components/ui/drop-zone';
import { FILES, requestFiles } from '@/components/documents/file-requests';
import { FileRow } from '@/components/documents/file-row';
import { PasswordDialog } from '@/components/documents/password-dialog';
import { QuotaBar } from '@/components/documents/quota-bar';
import { UploadList } from '@/components/documents/upload-list';
import { useUploads } from '@/components/documents/use-uploads';
import { ErrorState } from '@/components/lib/error-state';
import { useDebounced } from '@/components/lib/use-debounced';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilePicker } from '@/components/ui/file-picker';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { ActionsHead, Table, TableHead } from '@/components/ui/table';
import { type FileDto, FILES_PAGE_SIZE, type FilesPage as Page, type ListFilesInput } from '@/lib/files/contracts';

const FileViewer = dynamic(async () => (await import('@/components/files/file-viewer')).FileViewer, { ssr: false });

const SEARCH_PAUSE_MS = 250;
const POLL_MS = 1_000;
const SORTS = {
  newest: { sort: 'created', order: 'desc' },
  oldest: { sort: 'created', order: 'asc' },
  name: { sort: 'name', order: 'asc' },
  largest: { sort: 'size', order: 'desc' },
} as const satisfies Record<string, Pick<ListFilesInput, 'sort' | 'order'>>;
type Sort = keyof typeof SORTS;
const isSort = (value: string): value is Sort => value in SORTS;
const isBusy = ({ state }: FileDto): boolean => ['waiting', 'scanning', 'reading'].includes(state);

/** One's own files: what was read of each, what they take, and the way to add and delete some. */
export function FilesPage({ first }: { readonly first: Page }) {
  const t = useTranslations('documents.files');
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState<Sort>('newest');
  const [page, setPage] = useState(1);
  const [deleting, setDeleting] = useState<FileDto | null>(null);
  const [opening, setOpening] = useState<FileDto | null>(null);
  const [viewing, setViewing] = useState<FileDto | null>(null);
  const { add, ...sending } = useUploads();
  const input = { search: useDebounced(search.trim(), SEARCH_PAUSE_MS), ...SORTS[sort], page };
  const isFirst = input.search === '' && sort === 'newest' && page === 1;
  const query = useQuery({
    queryKey: [...FILES, input],
    queryFn: ({ signal }) => requestFiles(input, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.files.some(isBusy) === true ? POLL_MS : false),
    ...(isFirst ? { initialData: first } : {}),
  });
  const { files, total, quota } = query.data ?? first;
  const own = new Set(sending.uploads.map(({ fileId }) => fileId));
  const shown = files.filter(({ id, state }) => state !== 'uploading' || !own.has(id));
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="text-xl font-semibold">{t('title')}</h1>
        <p role="status" className="text-sm text-faint">
          {t('count', { count: total })}
        </p>
        <UploadButton onFiles={add} />
      </div>
      <QuotaBar {...quota} />
      <UploadList {...sending} />
      <div className="flex flex-wrap gap-2">
        <label className="relative min-w-40 flex-1">
          <span className="sr-only">{t('search')}</span>
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
          />
          <Input
            type="search"
            className="w-full pl-8"
            placeholder={t('search')}
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
              setPage(1);
            }}
          />
        </label>
        <Select
          aria-label={t('sort')}
          className="w-auto"
          value={sort}
          onChange={({ target }) => {
            if (isSort(target.value)) setSort(target.value);
            setPage(1);
          }}
        >
          {Object.keys(SORTS)
            .filter(isSort)
            .map((name) => (
              <option key={name} value={name}>
                {t(`sorts.${name}`)}
              </option>
            ))}
        </Select>
      </div>
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {shown.length === 0 ? (
        <EmptyState icon={<FileText aria-hidden />} title={t(input.search === '' ? 'empty' : 'nothingFound')}>
          {input.search === '' ? t('emptyHint') : null}
        </EmptyState>
      ) : (
        <Table label={t('title')}>
          <thead>
            <tr>
              <TableHead>{t('name')}</TableHead>
              <TableHead className="max-sm:hidden">{t('size')}</TableHead>
              <TableHead className="max-sm:hidden">{t('use')}</TableHead>
              <TableHead className="max-sm:hidden">{t('uploaded')}</TableHead>
              <ActionsHead>{t('actions')}</ActionsHead>
            </tr>
          </thead>
          <tbody>
            {shown.map((file) => (
              <FileRow
                key={file.id}
                file={file}
                onOpen={() => setViewing(file)}
                onDelete={() => setDeleting(file)}
                onPassword={() => setOpening(file)}
              />
            ))}
          </tbody>
        </Table>
      )}
      <Pages page={page} total={total} onPage={setPage} />
      <DropZone label={t('drop')} onFiles={add} />
      {viewing === null ? null : (
        <FileViewer fileId={viewing.id} name={viewing.name} title={viewing.name} onClose={() => setViewing(null)} />
      )}
      {deleting === null ? null : <DeleteFileDialog file={deleting} onClose={() => setDeleting(null)} />}
      {opening === null ? null : <PasswordDialog file={opening} onClose={() => setOpening(null)} />}
    </div>
  );
}

function UploadButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const t = useTranslations('documents.files');
  return (
    <FilePicker label={t('choose')} onFiles={onFiles}>
      {(choose) => (
        <Button variant="primary" className="ml-auto" icon={<Upload aria-hidden className="size-4" />} onClick={choose}>
          {t('upload')}
        </Button>
      )}
    </FilePicker>
  );
}

function Pages({
  page,
  total,
  onPage,
}: {
  readonly page: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}) {
  const t = useTranslations('documents.files');
  const pages = Math.ceil(total / FILES_PAGE_SIZE);
  if (pages <= 1) return null;
  return (
    <div className="flex items-center justify-center gap-3 text-sm text-muted">
      <Button size="sm" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        {t('previous')}
      </Button>
      <span>{t('pageOf', { page, pages })}</span>
      <Button size="sm" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        {t('next')}
      </Button>
    </div>
  );
}
