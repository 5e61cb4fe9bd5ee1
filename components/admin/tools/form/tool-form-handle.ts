import type { UseFormReturn } from 'react-hook-form';
import type { ToolFormInput, ToolFormOutput } from '@/components/admin/tools/form/tool-form-schema';

/** The form of a tool, as its sections get it. */
export type ToolFormHandle = UseFormReturn<ToolFormInput, unknown, ToolFormOutput>;
