import type { DemoEngineDialect, DemoEngineLiveSettings } from '@/lib/config/demo-engine-config';

export type ReasoningField = 'reasoning' | 'reasoning_content';

/** What differs on the wire between engines (shared/engines.md). */
export interface Dialect {
  readonly name: DemoEngineDialect;
  readonly ownedBy: string;
  /** Null: the engine has no reasoning parser, `<think>` stays in the content. */
  readonly reasoningField: ReasoningField | null;
  /** JSON of the content in the first delta. */
  readonly firstContent: '""' | 'null';
  readonly doneAfterError: boolean;
  readonly hasWholeToolCalls: boolean;
  readonly toolCallsStayInContent: boolean;
  readonly dropsTemplateSwitch: boolean;
  readonly cutsHistory: boolean;
  readonly hasTimings: boolean;
  readonly healthPath: string | null;
}

const VLLM: Dialect = {
  name: 'vllm',
  ownedBy: 'yika-demo',
  reasoningField: 'reasoning',
  firstContent: '""',
  doneAfterError: true,
  hasWholeToolCalls: false,
  toolCallsStayInContent: false,
  dropsTemplateSwitch: false,
  cutsHistory: false,
  hasTimings: false,
  healthPath: '/health',
};

const DIALECTS: Readonly<Record<DemoEngineDialect, Dialect>> = {
  vllm: VLLM,
  'vllm-old': { ...VLLM, name: 'vllm-old', reasoningField: 'reasoning_content' },
  llamacpp: {
    ...VLLM,
    name: 'llamacpp',
    ownedBy: 'llamacpp',
    reasoningField: 'reasoning_content',
    firstContent: 'null',
    doneAfterError: false,
    hasTimings: true,
  },
  sglang: { ...VLLM, name: 'sglang', ownedBy: 'sglang', reasoningField: 'reasoning_content' },
  ollama: {
    ...VLLM,
    name: 'ollama',
    ownedBy: 'library',
    doneAfterError: false,
    hasWholeToolCalls: true,
    dropsTemplateSwitch: true,
    cutsHistory: true,
    healthPath: null,
  },
  mlc: {
    ...VLLM,
    name: 'mlc',
    ownedBy: 'MLC-LLM',
    reasoningField: null,
    toolCallsStayInContent: true,
    dropsTemplateSwitch: true,
    healthPath: null,
  },
};

/** The dialect in force, with the reasoning field that the settings ask for. */
export function findDialect(settings: Pick<DemoEngineLiveSettings, 'dialect' | 'reasoningField'>): Dialect {
  const dialect = DIALECTS[settings.dialect];
  return settings.reasoningField === 'dialect' ? dialect : { ...dialect, reasoningField: settings.reasoningField };
}
