import { z } from 'zod';
import { splitHosts } from '@/components/admin/shared/split-hosts';
import { EMPTY_SCHEMA } from '@/components/admin/tools/form/schema-rows';
import { parseJsonObject } from '@/components/calls/schema/json-arguments';
import {
  createToolSchema,
  type AdminTool,
  type CreateToolInput,
  type UpdateToolInput,
} from '@/lib/tools/catalogue-contracts';
import {
  approvalPolicySchema,
  httpDefinitionSchema,
  jsonObjectSchema,
  NO_APPROVAL,
  TOOL_DEFAULTS,
} from '@/lib/tools/contracts';

const SECOND_MS = 1_000;
const KIB = 1_024;
const tool = createToolSchema.shape;
const http = httpDefinitionSchema.shape;
const policy = approvalPolicySchema.shape;

/** A typed number, also in full-width digits, in the unit of the screen. */
const typed = (unit: number, schema: z.ZodType<number, number>) =>
  z
    .string()
    .transform((text) => Math.round(Number(text.normalize('NFKC').trim() || NaN) * unit))
    .pipe(schema);
const hostList = (schema: z.ZodType<string[], string[]>) => z.string().transform(splitHosts).pipe(schema);

/** The address in the form of tools that are not HTTP tools; it is not shown. */
const UNUSED_URL = 'https://unused.invalid';

/** The values of the form of a tool; the output is the body of the request. */
export const toolFormSchema = z
  .object({
    name: tool.name,
    title: tool.title,
    description: tool.description,
    /** As JSON text: the types of a form cannot represent values as deep as JSON. */
    inputSchema: z.string().transform(parseJsonObject).pipe(jsonObjectSchema),
    /**
     * Rows that the schema does not contain, because they have no name or a duplicate one; the form cannot be saved, so
     * that none is lost.
     */
    unfinishedRows: z.number().max(0),
    method: http.method,
    url: http.url.trim().regex(/^https?:\/\/\S+$/),
    query: http.query,
    headers: http.headers,
    body: z.string().max(8_000),
    bodyType: http.bodyType,
    /** Of an imported form; not shown. */
    encoding: http.encoding.unwrap(),
    resultPointer: http.resultPointer,
    hosts: hostList(tool.intranetHosts.unwrap()),
    intranetHosts: hostList(tool.intranetHosts.unwrap()),
    timeoutSeconds: typed(SECOND_MS, tool.timeoutMs.unwrap()),
    maxResultKib: typed(KIB, tool.maxResultBytes.unwrap()),
    modelResultChars: typed(1, tool.modelResultChars.unwrap()),
    effect: tool.effect.unwrap(),
    approval: z.object({
      mode: policy.mode,
      roles: policy.roles.unwrap(),
      groupIds: policy.groupIds.unwrap(),
      fourEyes: policy.fourEyes.unwrap(),
      expiresMinutes: policy.expiresMinutes.unwrap(),
      lookUps: policy.lookUps,
    }),
    confirmNoApproval: z.boolean(),
  })
  .refine(
    ({ approval, effect, confirmNoApproval }) => approval.mode !== 'none' || effect === 'read' || confirmNoApproval,
    { path: ['confirmNoApproval'] },
  )
  .refine(({ approval }) => approval.mode !== 'approvers' || approval.roles.length + approval.groupIds.length > 0, {
    path: ['approval'],
  })
  .refine(({ url, hosts }) => url === UNUSED_URL || hosts.length > 0, { path: ['hosts'] })
  .transform(
    ({
      method,
      url,
      query,
      headers,
      body,
      bodyType,
      encoding,
      resultPointer,
      timeoutSeconds,
      maxResultKib,
      unfinishedRows: _none,
      ...rest
    }): CreateToolInput => ({
      ...rest,
      definition: {
        kind: 'http',
        method,
        url,
        query,
        headers,
        body: body.trim() === '' || method === 'GET' ? null : body,
        bodyType,
        resultPointer,
        ...(Object.keys(encoding).length === 0 ? {} : { encoding }),
      },
      timeoutMs: timeoutSeconds,
      maxResultBytes: maxResultKib,
    }),
  );
export type ToolFormInput = z.input<typeof toolFormSchema>;
export type ToolFormOutput = z.output<typeof toolFormSchema>;

/**
 * The initial values of the form; null: a new tool. For other kinds than HTTP tools the request is neither shown nor
 * sent.
 */
export function startToolForm(given: AdminTool | null): ToolFormInput {
  const definition = given?.definition.kind === 'http' ? given.definition : null;
  return {
    name: given?.name ?? '',
    title: given?.title ?? '',
    description: given?.description ?? '',
    inputSchema: JSON.stringify(given?.inputSchema ?? EMPTY_SCHEMA),
    unfinishedRows: 0,
    method: definition?.method ?? 'GET',
    url: definition?.url ?? (given === null ? '' : UNUSED_URL),
    query: definition?.query ?? [],
    headers: definition?.headers ?? [],
    body: definition?.body ?? '',
    bodyType: definition?.bodyType ?? 'json',
    encoding: definition?.encoding ?? {},
    resultPointer: definition?.resultPointer ?? '',
    hosts: given === null ? '' : given.hosts.join('\n'),
    intranetHosts: given?.intranetHosts.join('\n') ?? '',
    timeoutSeconds: String((given?.timeoutMs ?? TOOL_DEFAULTS.timeoutMs) / SECOND_MS),
    maxResultKib: String(Math.round(((given?.maxResultBytes ?? TOOL_DEFAULTS.maxResultBytes) / KIB) * 100) / 100),
    modelResultChars: String(given?.modelResultChars ?? TOOL_DEFAULTS.modelResultChars),
    effect: given?.effect ?? 'read',
    approval: given?.approval ?? NO_APPROVAL,
    confirmNoApproval: given !== null && given.effect === 'change' && given.approval.mode === 'none',
  };
}

/** Which part of a tool each field changes; two fields belong to the form only. */
const PART_OF_FIELD: Readonly<
  Record<Exclude<keyof ToolFormInput, 'confirmNoApproval' | 'unfinishedRows'>, keyof UpdateToolInput>
> = {
  name: 'name',
  title: 'title',
  description: 'description',
  inputSchema: 'inputSchema',
  method: 'definition',
  url: 'definition',
  query: 'definition',
  headers: 'definition',
  body: 'definition',
  bodyType: 'definition',
  encoding: 'definition',
  resultPointer: 'definition',
  hosts: 'hosts',
  intranetHosts: 'intranetHosts',
  timeoutSeconds: 'timeoutMs',
  maxResultKib: 'maxResultBytes',
  modelResultChars: 'modelResultChars',
  effect: 'effect',
  approval: 'approval',
};

/** The fields that differ from their initial values. */
function writtenFields(began: ToolFormInput, written: ToolFormInput): [string, unknown][] {
  const before: Readonly<Record<string, unknown>> = { ...began };
  return Object.entries(written).filter(([field, value]) => canonical(value) !== canonical(before[field]));
}

/**
 * The changes to send: only fields that were edited and differ from the initial tool, so that nothing else is written
 * or recorded as changed. The effect and the approval are always sent together: who changes what a tool does also
 * decides who approves it.
 */
export function changesOf(given: AdminTool, written: ToolFormInput, output: ToolFormOutput): UpdateToolInput {
  const { definition, confirmNoApproval, ...rest } = output;
  const now: Omit<UpdateToolInput, 'confirmNoApproval'> = given.kind === 'http' ? { ...rest, definition } : rest;
  const before: Readonly<Record<string, unknown>> = { ...given };
  const parts: Readonly<Record<string, string>> = PART_OF_FIELD;
  const touched = new Set(writtenFields(startToolForm(given), written).map(([field]) => parts[field]));
  const changed = Object.entries(now).filter(
    ([part, value]) => touched.has(part) && canonical(value) !== canonical(before[part]),
  );
  const decided = changed.some(([part]) => part === 'effect') ? { approval: output.approval } : {};
  return { ...Object.fromEntries(changed), ...decided, confirmNoApproval, settingsHash: given.settingsHash };
}

/** Merges the form after somebody else changed the tool: edited fields stay, the others are updated. */
export function mergeToolForm(began: ToolFormInput, written: ToolFormInput, newest: ToolFormInput): ToolFormInput {
  // The argument list is one field: while rows are unfinished, it stays as it is.
  const list = written.unfinishedRows === 0 ? {} : { inputSchema: written.inputSchema };
  return { ...newest, ...Object.fromEntries(writtenFields(began, written)), ...list };
}

/** JSON with sorted keys: databases return objects in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

/** The host of a template address; null while it has none, or when the host itself contains a placeholder. */
export function hostOfTemplate(url: string): string | null {
  const match = /^https?:\/\/(\[[0-9a-f:.]+\](?::\d{1,5})?|[^/?#\s{}@]+)(?:[/?#]|$)/i.exec(url.trim());
  return match?.[1]?.toLowerCase() ?? null;
}
