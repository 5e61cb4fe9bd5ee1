import type { AnswerDraft } from '@/lib/demo-engine/internal/protocol/answer-plan'
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens'
import type { AnswerRequest } from '@/lib/demo-engine/internal/answers/answer-request'
import { fillerTokens } from '@/lib/demo-engine/internal/answers/filler'
import { readDirective } from '@/lib/demo-engine/internal/answers/directive'

export function planAnswer(request: AnswerRequest): AnswerDraft {
  const question = request.messages.findLast((message) => message.role === 'user')?.content ?? ''
  const d = readDirective(question)
  if (d !== null) return { reasoning: request.isThinkingOn ? fillerTokens('zh', d.think) : [], content: fillerTokens('zh', d.tokens), toolCalls: [] }
  return { reasoning: [], content: splitTokens('这是演示引擎。'), toolCalls: [] }
}
