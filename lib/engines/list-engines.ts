import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import type { EngineDto } from '@/lib/engines/contracts';
import { selectEngines } from '@/lib/engines/internal/engines-sql';

/** All engines as they are now, the one of ENGINE_URL first. @throws AppError `admin-only` */
export async function listEngines(principal: Principal): Promise<EngineDto[]> {
  requireAdmin(principal);
  return selectEngines(sqlRunner());
}
