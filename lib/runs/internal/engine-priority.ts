import 'server-only';
import type { Band } from '@/lib/admission/contracts';

/**
 * The scheduling priority of a band at an engine that has one (vLLM `--scheduling-policy priority`); lower is earlier.
 * Admission decides the order; the priority decides which request the engine preempts when its KV cache is full.
 */
export const enginePriority = (band: Band): number => (band === 'background' ? 1 : 0);
