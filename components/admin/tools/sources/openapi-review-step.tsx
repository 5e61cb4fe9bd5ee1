'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { SecretDialog } from '@/components/admin/shared/secret-dialog';
import { requestSecrets, SECRETS } from '@/components/admin/shared/secret-requests';
import type { PickedImport } from '@/components/admin/tools/sources/openapi-pick-step';
import { ownHosts } from '@/components/admin/tools/sources/own-hosts';
import { hostOfTemplate } from '@/components/admin/tools/form/tool-form-schema';
import { requestImport, SOURCES, type OpenApiOrigin } from '@/components/admin/tools/sources/source-requests';
import { TOOLS } from '@/components/admin/shared/tool-requests';
import { useErrorText } from '@/components/lib/use-error-text';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { FormProblem } from '@/components/lib/form-problem';
import { Notice } from '@/components/ui/notice';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { ImportedTools } from '@/lib/tools/catalogue-contracts';
import type { OpenApiPreview } from '@/lib/tools/openapi-contracts';
import { referredSecrets } from '@/lib/secrets/contracts';

export interface OpenApiReviewStepProps {
  readonly origin: OpenApiOrigin;
  readonly preview: OpenApiPreview;
  readonly picked: PickedImport;
  readonly onBack: () => void;
  readonly onImported: (imported: ImportedTools) => void;
}

/** A summary of everything that the import creates. */
export function OpenApiReviewStep({ origin, preview, picked, onBack, onImported }: OpenApiReviewStepProps) {
  const t = useTranslations('governance.openapi');
  const common = useTranslations('common');
  const effects = useTranslations('tools.effect');
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const chosen = preview.operations.flatMap(({ key, method, path, summary, serverUrl }) => {
    const choice = picked.choices.get(key);
    return choice?.isChosen === true
      ? [{ key, code: `${method} ${path}`, summary, serverUrl, name: choice.name, effect: choice.effect }]
      : [];
  });
  const own = ownHosts(preview, picked.choices);
  const named = (pairs: PickedImport['headers']) => pairs.filter(({ name }) => name.trim() !== '');
  const run = useMutation({
    mutationFn: () =>
      requestImport({
        ...origin,
        name: picked.name.trim(),
        serverUrl: picked.serverUrl.trim(),
        isServerIntranet: picked.isServerIntranet,
        intranetHosts: picked.intranetHosts.filter((host) => own.includes(host)),
        headers: named(picked.headers),
        query: named(picked.query),
        operations: chosen.map(({ key, name, effect }) => ({ key, name, effect })),
      }),
    onSuccess: onImported,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: [TOOLS] }),
        queryClient.invalidateQueries({ queryKey: [SOURCES] }),
      ]),
  });
  return (
    <div className="grid gap-5">
      <FormProblem problem={{ text: run.isError ? errorText(run.error) : undefined }} />
      <p className="text-sm">{t('summary', { count: chosen.length, name: picked.name, server: picked.serverUrl })}</p>
      <MissingSecrets
        templates={[...picked.headers, ...picked.query].map(({ value }) => value)}
        host={[hostOfTemplate(picked.serverUrl.trim()) ?? '', ...own].join('\n')}
      />
      <Table label={t('steps.review')}>
        <thead>
          <tr>
            <TableHead>{t('columns.tool')}</TableHead>
            <TableHead>{t('columns.operation')}</TableHead>
            <TableHead>{t('columns.effect')}</TableHead>
          </tr>
        </thead>
        <tbody>
          {chosen.map(({ key, code, summary, serverUrl, name, effect }) => (
            <TableRow key={key}>
              <TableCell>
                <code>{name}</code>
                <p className="text-muted">{summary}</p>
              </TableCell>
              <TableCell>
                <code className="text-xs">{code}</code>
                {serverUrl === null ? null : <p className="font-mono text-xs wrap-anywhere text-muted">{serverUrl}</p>}
              </TableCell>
              <TableCell>
                <Badge tone={effect === 'change' ? 'approval' : 'neutral'}>{effects(effect)}</Badge>
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
      <p className="text-sm text-muted">{t('afterwards')}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={run.isPending} onClick={onBack}>
          {common('back')}
        </Button>
        <Button variant="primary" busy={run.isPending} onClick={() => run.mutate()}>
          {t('import', { count: chosen.length })}
        </Button>
      </div>
    </div>
  );
}

/**
 * Secrets that templates refer to and that do not exist yet, with a way to create them; `host` is where they are sent.
 */
export function MissingSecrets({ templates, host }: { readonly templates: readonly string[]; readonly host: string }) {
  const t = useTranslations('governance.openapi');
  const [creating, setCreating] = useState<string | null>(null);
  const secrets = useQuery({ queryKey: [SECRETS], queryFn: ({ signal }) => requestSecrets(signal) });
  const wanted = new Set(templates.flatMap(referredSecrets));
  const missing =
    secrets.data === undefined
      ? []
      : [...wanted].filter((name) => !secrets.data.some((secret) => secret.name === name));
  return (
    <>
      {missing.length === 0 ? null : (
        <Notice tone="queue" icon={<KeyRound aria-hidden />}>
          <p className="mb-1.5">{t('missingSecrets')}</p>
          <div className="flex flex-wrap gap-2">
            {missing.map((name) => (
              <Button key={name} size="sm" onClick={() => setCreating(name)}>
                {t('makeSecret', { name })}
              </Button>
            ))}
          </div>
        </Notice>
      )}
      {creating === null ? null : <SecretDialog name={creating} host={host} onClose={() => setCreating(null)} />}
    </>
  );
}
