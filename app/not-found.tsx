import { PageNotFound } from '@/components/ui/page-not-found';

export default function RootNotFound() {
  return (
    <main className="flex min-h-dvh flex-col">
      <PageNotFound />
    </main>
  );
}
