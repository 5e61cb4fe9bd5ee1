import 'katex/dist/katex.min.css';
import { createMathPlugin } from '@streamdown/math';

/** Formulas, with KaTeX's own style sheet and fonts from this server. */
export const math = createMathPlugin({ singleDollarTextMath: false, errorColor: 'var(--color-muted)' });
