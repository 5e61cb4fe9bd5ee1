'use client';
import { Copy } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { CopyButton } from '@/components/ui/copy-button';
import { useCopy } from '@/components/ui/use-copy';
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
  const copy = useCopy();
  const address = `${window.location.origin}/v1`;
  const example = curlExample(address);
  return (
    <Dialog
      open
      // It is shown this once.
      isDirty
      onOpenChange={onClose}
      title={t('createdTitle', { name: key.name })}
      description={t('createdHint')}
      actions={
        <>
          <Button icon={<Copy aria-hidden className="size-4" />} onClick={() => void copy(secret)}>
            {t('copySecret')}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('done')}
          </Button>
        </>
      }
    >
      <dl className="mt-4 grid gap-3">
        <div className="grid gap-0.5">
          <dt className="text-sm text-faint">{t('secret')}</dt>
          <dd className="font-mono break-all select-all">{secret}</dd>
        </div>
        <div className="grid gap-0.5">
          <dt className="text-sm text-faint">{t('address')}</dt>
          <dd className="font-mono break-all select-all">{address}</dd>
        </div>
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
    </Dialog>
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
