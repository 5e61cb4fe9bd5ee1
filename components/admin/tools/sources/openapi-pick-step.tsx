'use client';
import { useMutation } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { SearchInput } from '@/components/admin/shared/search-input';
import { PairsField, type Pair } from '@/components/admin/tools/form/pairs-field';
import { ImportTable, type ImportRow } from '@/components/admin/tools/sources/import-table';
import { ownHosts } from '@/components/admin/tools/sources/own-hosts';
import { requestPreview, type OpenApiOrigin } from '@/components/admin/tools/sources/source-requests';
import { useNoteText } from '@/components/admin/tools/sources/use-note-text';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import type { OpenApiOperation, OpenApiPreview } from '@/lib/tools/openapi-contracts';
import { toolNameSchema, type ToolEffect } from '@/lib/tools/contracts';

const MAX_IMPORTED = 200;

export interface Choice {
  readonly isChosen: boolean;
  readonly name: string;
  readonly effect: ToolEffect;
}
/** The values of the second step. */
export interface PickedImport {
  readonly name: string;
  readonly serverUrl: string;
  readonly isServerIntranet: boolean;
  /** Hosts of the operations' own servers that are in the intranet. */
  readonly intranetHosts: readonly string[];
  /** By the operation's key. */
  readonly choices: ReadonlyMap<string, Choice>;
  readonly headers: readonly Pair[];
  readonly query: readonly Pair[];
}

export interface OpenApiPickStepProps {
  readonly origin: OpenApiOrigin;
  readonly preview: OpenApiPreview;
  readonly picked: PickedImport | null;
  /** Called when the next part of the document was read. */
  readonly onMore: (more: OpenApiPreview) => void;
  readonly onBack: () => void;
  readonly onPicked: (picked: PickedImport) => void;
}

function startPicking({ title, servers, operations, credentials }: OpenApiPreview): PickedImport {
  const pairs = (place: 'header' | 'query') =>
    credentials.filter((credential) => credential.in === place).map(({ name, value }) => ({ name, value }));
  return {
    name: title.slice(0, 80),
    serverUrl: servers[0] ?? '',
    isServerIntranet: false,
    intranetHosts: [],
    choices: choicesOf(operations),
    headers: pairs('header'),
    query: pairs('query'),
  };
}

function choicesOf(operations: readonly OpenApiOperation[]): Map<string, Choice> {
  return new Map(
    operations.map(({ key, suggestedName, effect }) => [key, { isChosen: false, name: suggestedName, effect }]),
  );
}

type Problem = 'name' | 'serverUrl' | 'nothing' | 'tooMany' | 'names' | 'twice' | null;

function problemOf({ name, serverUrl, choices }: PickedImport): Problem {
  const chosen = [...choices.values()].filter(({ isChosen }) => isChosen);
  if (name.trim() === '' || name.trim().length > 80) return 'name';
  if (!/^https?:\/\/\S+$/.test(serverUrl.trim())) return 'serverUrl';
  if (chosen.length === 0) return 'nothing';
  if (chosen.length > MAX_IMPORTED) return 'tooMany';
  if (chosen.some(({ name: tool }) => !toolNameSchema.safeParse(tool).success)) return 'names';
  return new Set(chosen.map(({ name: tool }) => tool)).size < chosen.length ? 'twice' : null;
}

/** The chosen operations: their names, the server, and the credentials. */
export function OpenApiPickStep({ origin, preview, picked: before, onMore, onBack, onPicked }: OpenApiPickStepProps) {
  const t = useTranslations('governance.openapi');
  const common = useTranslations('common');
  const [picked, setPicked] = useState(() => before ?? startPicking(preview));
  const [search, setSearch] = useState('');
  const [problem, setProblem] = useState<Problem>(null);
  const errorText = useErrorText();
  const noteText = useNoteText();
  const more = useMutation({
    mutationFn: () => requestPreview(origin, preview.nextOffset ?? 0),
    onSuccess: (part) => {
      setPicked((current) => ({ ...current, choices: new Map([...choicesOf(part.operations), ...current.choices]) }));
      onMore(part);
    },
  });
  const words = useDeferredValue(search).trim().toLowerCase();
  const shown = preview.operations.filter(({ key, summary, description }) =>
    `${key}\n${summary}\n${description}`.toLowerCase().includes(words),
  );
  const submit = () => {
    const found = problemOf(picked);
    setProblem(found);
    if (found === null) onPicked(picked);
  };
  return (
    <div className="grid gap-6">
      {preview.notes.map((note) => (
        <Notice key={note.code} tone="queue">
          {noteText(note)}
        </Notice>
      ))}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t('sourceName')}
          hint={t('sourceNameHint')}
          error={problem === 'name' ? t('problems.name') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={picked.name}
              maxLength={80}
              autoComplete="off"
              onChange={({ target }) => setPicked({ ...picked, name: target.value })}
            />
          )}
        </Field>
        <ServerField
          servers={preview.servers}
          picked={picked}
          error={problem === 'serverUrl' ? t('problems.serverUrl') : undefined}
          onChange={setPicked}
        />
      </div>
      <section aria-label={t('operations')} className="grid min-w-0 gap-2">
        <h2 className="text-lg font-semibold">{t('operations')}</h2>
        <div role="search" className="max-w-sm">
          <SearchInput label={t('search')} value={search} onChange={setSearch} />
        </div>
        <OperationsTable
          operations={shown}
          choices={picked.choices}
          onChange={(choices) => setPicked({ ...picked, choices })}
        />
        {preview.nextOffset === null ? null : (
          <div className="flex flex-wrap items-center gap-3 text-sm">
            <Button busy={more.isPending} onClick={() => more.mutate()}>
              {t('readMore')}
            </Button>
            <span role="status" className="text-muted">
              {more.isError
                ? errorText(more.error)
                : t('readOf', { count: preview.operations.length, total: preview.total })}
            </span>
          </div>
        )}
        <OwnServers hosts={ownHosts(preview, picked.choices)} picked={picked} onChange={setPicked} />
      </section>
      <section aria-label={t('credentials')} className="grid gap-4">
        <div className="grid gap-1">
          <h2 className="text-lg font-semibold">{t('credentials')}</h2>
          <p className="text-sm text-muted">
            {t(preview.credentials.length === 0 ? 'noCredentials' : 'credentialsHint', {
              names: preview.credentials.map(({ secretName }) => secretName).join(', '),
            })}
          </p>
        </div>
        <PairsField
          label={t('headers')}
          kind="headers"
          pairs={picked.headers}
          argumentNames={[]}
          error={undefined}
          onChange={(headers) => setPicked({ ...picked, headers })}
        />
        <PairsField
          label={t('query')}
          kind="query"
          pairs={picked.query}
          argumentNames={[]}
          error={undefined}
          onChange={(query) => setPicked({ ...picked, query })}
        />
      </section>
      {problem === null || problem === 'name' || problem === 'serverUrl' ? null : (
        <Notice tone="danger" role="alert">
          {t(`problems.${problem}`, { limit: MAX_IMPORTED })}
        </Notice>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack}>{common('back')}</Button>
        <Button variant="primary" onClick={submit}>
          {t('toReview')}
        </Button>
      </div>
    </div>
  );
}

interface ServerFieldProps {
  readonly servers: readonly string[];
  readonly picked: PickedImport;
  readonly error: string | undefined;
  readonly onChange: (picked: PickedImport) => void;
}

function ServerField({ servers, picked, error, onChange }: ServerFieldProps) {
  const t = useTranslations('governance.openapi');
  return (
    <div className="grid gap-2">
      <Field label={t('server')} error={error} {...(servers.length === 0 ? { hint: t('noServers') } : {})}>
        {(control) => (
          <Input
            {...control}
            type="url"
            value={picked.serverUrl}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange({ ...picked, serverUrl: target.value })}
          />
        )}
      </Field>
      {servers.length < 2 ? null : (
        <Select
          aria-label={t('servers')}
          value={servers.includes(picked.serverUrl) ? picked.serverUrl : ''}
          onChange={({ target }) => onChange({ ...picked, serverUrl: target.value })}
        >
          {servers.includes(picked.serverUrl) ? null : <option value="">{t('servers')}</option>}
          {servers.map((server) => (
            <option key={server}>{server}</option>
          ))}
        </Select>
      )}
      <Checkbox
        label={t('serverIntranet')}
        checked={picked.isServerIntranet}
        onChange={({ target }) => onChange({ ...picked, isServerIntranet: target.checked })}
      />
    </div>
  );
}

interface OwnServersProps {
  readonly hosts: readonly string[];
  readonly picked: PickedImport;
  readonly onChange: (picked: PickedImport) => void;
}

/** Hosts of the chosen operations' own servers: only the admin decides which of them may be in the intranet. */
function OwnServers({ hosts, picked, onChange }: OwnServersProps) {
  const t = useTranslations('governance.openapi');
  if (hosts.length === 0) return null;
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm">{t('ownServers')}</legend>
      {hosts.map((host) => (
        <Checkbox
          key={host}
          label={t('ownServerIntranet', { host })}
          checked={picked.intranetHosts.includes(host)}
          onChange={({ target }) =>
            onChange({
              ...picked,
              intranetHosts: target.checked
                ? [...picked.intranetHosts, host]
                : picked.intranetHosts.filter((other) => other !== host),
            })
          }
        />
      ))}
    </fieldset>
  );
}

interface OperationsTableProps {
  readonly operations: readonly OpenApiOperation[];
  readonly choices: ReadonlyMap<string, Choice>;
  readonly onChange: (choices: ReadonlyMap<string, Choice>) => void;
}

function OperationsTable({ operations, choices, onChange }: OperationsTableProps) {
  const t = useTranslations('governance.openapi');
  const errorText = useErrorText();
  const noteText = useNoteText();
  const rows = operations.flatMap(
    ({ key, method, path, summary, description, inputSchema, deprecated, problem, notes }): ImportRow[] => {
      const choice = choices.get(key);
      return choice === undefined
        ? []
        : [
            {
              key,
              ...choice,
              title: summary === '' ? key : summary,
              code: `${method} ${path}`,
              description,
              inputSchema,
              note: problem !== null ? errorText(problem.code, problem.values) : deprecated ? t('deprecated') : null,
              changes: problem === null ? notes.map(noteText) : [],
              isUnusable: problem !== null,
            },
          ];
    },
  );
  return (
    <ImportTable
      rows={rows}
      onChange={(changed) =>
        onChange(
          new Map([
            ...choices,
            ...changed.map(({ key, isChosen, name, effect }): [string, Choice] => [key, { isChosen, name, effect }]),
          ]),
        )
      }
    />
  );
}
