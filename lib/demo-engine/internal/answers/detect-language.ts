import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';

/**
 * Chinese when the text has any Chinese character; a text without any letter (a sum) speaks the language of its
 * surroundings.
 */
export function detectLanguage(text: string, surroundings = ''): Language {
  if (/[\u3400-\u9fff]/.test(text)) return 'zh';
  if (/[a-z]/i.test(text)) return 'en';
  return /[a-z]/i.test(surroundings) && !/[\u3400-\u9fff]/.test(surroundings) ? 'en' : 'zh';
}
