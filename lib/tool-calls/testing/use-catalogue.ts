import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { setEnvironment } from '@/lib/config/environment';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { createTool } from '@/lib/tools/create-tool';
import { freshAdmin, logEnd, toolForm } from '@/lib/tools/testing/admin-scene';
import { startSampleApi, type SampleApiProcess } from '@/lib/tools/testing/start-sample-api';

export const signal = new AbortController().signal;

/** The sample API and a fresh administrator for each test of the catalogue. */
export function useCatalogue() {
  useTestDatabase();

  let folder: string;
  let api: SampleApiProcess;
  let admin: Principal;
  let from: bigint;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'yika-catalogue-'));
    setEnvironment({ DATA_DIR: folder });
    api = await startSampleApi();
  });
  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    admin = await freshAdmin();
    await api.reset();
    from = await logEnd();
  });

  const create = (given: Parameters<typeof toolForm>[1] = {}) => createTool(admin, toolForm(api.url, given));
  return {
    get folder() {
      return folder;
    },
    get api() {
      return api;
    },
    get admin() {
      return admin;
    },
    get from() {
      return from;
    },
    create,
  };
}
