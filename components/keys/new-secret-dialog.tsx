'use client';
import { useTranslations } from 'use-intl/react';
import { ShownOnceDialog, ShownOnceValue } from '@/components/lib/shown-once-dialog';
import { CopyButton } from '@/components/ui/copy-button';
import type { CreatedKey } from '@/lib/gateway/contracts';

/** Shows the secret of a new key, which nobody can read again, and how it is used. */
export function NewSecretDialog({
  created: { key, secret },
  onClose,
}: {
  readonly created: CreatedKey;
  readonly onClose: () => void;
}) {
  const t = useTranslations('keys');
  const address = `${window.location.origin}/v1`;
  const example = curlExample(address);
  return (
    <ShownOnceDialog
      title={t('createdTitle', { name: key.name })}
      description={t('createdHint')}
      copyLabel={t('copySecret')}
      text={secret}
      doneLabel={t('done')}
      onClose={onClose}
    >
      <dl className="mt-4 grid gap-3">
        <ShownOnceValue label={t('secret')} value={secret} />
        <ShownOnceValue label={t('address')} value={address} />
        <div className="grid gap-1">
          <dt className="flex items-center justify-between text-sm text-faint">
            {t('example')}
            <CopyButton text={example} label={t('copyExample')} />
          </dt>
          <dd>
            <pre className="rounded-md bg-sunken p-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
              {example}
            </pre>
          </dd>
        </div>
      </dl>
    </ShownOnceDialog>
  );
}

/** One request with curl; the key stays in a variable, out of the shell's history. */
function curlExample(address: string): string {
  const body = '{"model":"default","messages":[{"role":"user","content":"你好"}]}';
  return [
    'read -rs YIKA_KEY',
    `curl ${address}/chat/completions -H "Authorization: Bearer $YIKA_KEY" \\`,
    `  -H 'content-type: application/json' -d '${body}'`,
  ].join('\n');
}
