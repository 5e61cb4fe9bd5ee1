'use client';
import { useTranslations } from 'use-intl/react';
import { Badge, type Tone } from '@/components/ui/badge';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { DeliveryDto } from '@/lib/reports/contracts';

const TONES: Readonly<Record<DeliveryDto['state'], Tone>> = {
  waiting: 'queue',
  accepted: 'accent',
  failed: 'danger',
  unknown: 'danger',
};

/** To whom a released run was sent, and what the other side answered. */
export function DeliveryList({ deliveries }: { readonly deliveries: readonly DeliveryDto[] }) {
  const t = useTranslations('reports');
  return (
    <section className="mt-8 grid gap-2 print:hidden">
      <h2 className="text-lg font-semibold">{t('deliveries.title')}</h2>
      {deliveries.length === 0 ? (
        <p className="text-sm text-faint">{t('deliveries.none')}</p>
      ) : (
        <Table label={t('deliveries.title')}>
          <thead>
            <tr>
              <TableHead>{t('form.receivers')}</TableHead>
              <TableHead>{t('state')}</TableHead>
            </tr>
          </thead>
          <tbody>
            {deliveries.map(({ id, channel, receiver, state, answer }) => (
              <TableRow key={id}>
                <TableCell>
                  {t(`deliveries.channels.${channel}`)} · {receiver}
                </TableCell>
                <TableCell>
                  <Badge tone={TONES[state]}>{t(`deliveries.states.${state}`)}</Badge>
                  {answer === null ? null : <p className="mt-1 text-sm text-faint">{answer}</p>}
                </TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}
