import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';

/** Chinese when the text has any Chinese character. */
export const detectLanguage = (text: string): Language => (/[\u3400-\u9fff]/.test(text) ? 'zh' : 'en');
