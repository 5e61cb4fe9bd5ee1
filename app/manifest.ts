import type { MetadataRoute } from 'next';
import { getTranslator } from '@/lib/i18n/get-translator';

/**
 * What a browser needs to install Yika as an app. Its colours are those of the light theme; a page's own `theme-color`
 * follows the theme.
 */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await getTranslator('common');
  return {
    name: t('product'),
    short_name: t('product'),
    description: t('productLine'),
    start_url: '.',
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: '#ffffff',
    icons: [
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  };
}
