'use client';
import { useCallback } from 'react';
import { useFormatter } from 'use-intl/react';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** The one way to write a size on the screen: 812 kB, 3.4 MB. */
export function useBytes(): (bytes: number) => string {
  const format = useFormatter();
  return useCallback(
    (bytes) => {
      const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
      const unit = UNITS[power] ?? 'byte';
      const maximumFractionDigits = power < 2 ? 0 : 1;
      return format.number(bytes / 1_000 ** power, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits,
      });
    },
    [format],
  );
}
