import 'server-only';
import { z } from 'zod';
import { wordsIn, type Builtin } from '@/lib/tools/internal/builtin/builtin';
import { evaluateExpression } from '@/lib/tools/internal/builtin/evaluate-expression';
import { MAX_EXPRESSION_CHARS } from '@/lib/tools/internal/builtin/read-tokens';

const inputSchema = z.object({ expression: z.string() });

export const calculator: Builtin = {
  name: 'calculator',
  title: '计算器',
  description:
    '精确计算一个算术式（十进制，不丢精度）。支持 + - * / ^ 括号、百分号（15% 即 0.15）、sqrt abs floor ceil round(x,位数) mod(a,b) min max sum avg ln log、pi、e。凡是数字运算都应使用本工具，不要心算。',
  inputSchema: {
    type: 'object',
    properties: {
      expression: {
        type: 'string',
        title: '算式',
        minLength: 1,
        maxLength: MAX_EXPRESSION_CHARS,
        description: '例如 (1299.9*3-200)*0.85',
      },
    },
    required: ['expression'],
    additionalProperties: false,
  },
  run: (input, context) => {
    const { expression } = inputSchema.parse(input);
    const word = wordsIn(context);
    const { value, isRounded } = evaluateExpression(expression);
    return {
      [word('算式', 'expression')]: expression,
      [word('结果', 'result')]: value,
      ...(isRounded
        ? { [word('说明', 'note')]: word('已四舍五入到 20 位有效数字', 'rounded to 20 significant digits') }
        : {}),
    };
  },
};
