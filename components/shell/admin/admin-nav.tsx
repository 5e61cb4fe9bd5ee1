'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { ADMIN_PLACES } from '@/components/shell/admin/admin-places';
import { classNames } from '@/components/ui/class-names';
import { buttonClassName } from '@/components/ui/button';
import { Sideways } from '@/components/ui/sideways';

/** The admin's places; on a phone they scroll sideways, to where one is. */
export function AdminNav() {
  const t = useTranslations('admin.nav');
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  return (
    <Sideways className="-my-2 flex-1">
      <nav ref={nav} aria-label={t('label')} className="flex w-max gap-1 py-2">
        {ADMIN_PLACES.map((place) => {
          const href = `/admin/${place}`;
          const isHere = path === href || path.startsWith(`${href}/`);
          return (
            <Link
              key={place}
              href={href}
              prefetch={false}
              aria-current={isHere ? (path === href ? 'page' : 'true') : undefined}
              className={classNames(buttonClassName('ghost', 'sm'), '-outline-offset-2', isHere && 'bg-hover text-ink')}
            >
              {t(place)}
            </Link>
          );
        })}
      </nav>
    </Sideways>
  );
}
