import type { AnswerRequest } from '@/lib/demo-engine/internal/answers/answer-request';
import { fillSlots } from '@/lib/demo-engine/internal/answers/fill-slots';
import { writeReportWords } from '@/lib/demo-engine/internal/answers/write-report-words';
import {
  isRecord,
  propertiesOf,
  schemaOf,
  typeOf,
  enumOf,
  type JsonSchema,
} from '@/lib/demo-engine/internal/answers/json-schema';

/** The plainest value of a schema. */
function emptyValue(schema: JsonSchema): unknown {
  const choices = enumOf(schema);
  if (choices.length > 0) return choices[0];
  switch (typeOf(schema)) {
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object':
      return Object.fromEntries(propertiesOf(schema).map(([name, property]) => [name, emptyValue(property)]));
    default:
      return '';
  }
}

/**
 * JSON text when `response_format` asks for it: the values of the question, the plainest values for the rest; null
 * otherwise.
 */
export function structuredAnswer(request: AnswerRequest, question: string): string | null {
  const format = request.responseFormat;
  if (format === null || format.type === 'text') return null;
  if (format.type === 'json_object') return JSON.stringify({ answer: question.slice(0, 200), demo: true });
  if (format.type !== 'json_schema') return null;
  const schema = schemaOf(schemaOf(format.json_schema).schema);
  const words = writeReportWords(schema, request.messages);
  if (words !== null) return words;
  const base = emptyValue(schema);
  if (!isRecord(base)) return JSON.stringify(base);
  const filled = fillSlots(schema, { question, today: request.today, mayGuess: true }).values ?? {};
  return JSON.stringify({ ...base, ...filled });
}
