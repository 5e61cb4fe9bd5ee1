import next from '@next/eslint-plugin-next';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const MAX_FILE_LINES = 400;

/** `process.env` is read in lib/config alone; everything else gets typed configuration. */
const noProcessEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read configuration through lib/config; process.env is banned elsewhere.',
};

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '.next/',
      'data/',
      'lib/db/generated/',
      'next-env.d.ts',
      'test-results/',
      'playwright-report/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'max-lines': ['error', { max: MAX_FILE_LINES }],
      // The formatter sets code; this is for comments. A text, a statement in SQL or a pattern is longer where it has
      // to be.
      'max-len': [
        'error',
        {
          code: 1000,
          comments: 120,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
          ignoreUrls: true,
          ignorePattern: 'eslint-disable|@ts-expect-error',
        },
      ],
      'no-restricted-syntax': ['error', noProcessEnv],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    files: ['app/**/*.tsx', 'components/**/*.tsx'],
    extends: [next.configs['core-web-vitals'], jsxA11y.configs.recommended],
    rules: {
      // A region that scrolls must take the focus, or the keyboard cannot scroll it (WCAG 2.1.1).
      'jsx-a11y-x/no-noninteractive-tabindex': [
        'error',
        { tags: [], roles: ['tabpanel', 'region', 'group', 'separator'], allowExpressionValues: true },
      ],
      // Keys are also handled where they bubble to: arrow keys that move among the focusable children of a list.
      'jsx-a11y-x/no-static-element-interactions': [
        'error',
        { allowExpressionValues: true, handlers: ['onClick', 'onMouseDown', 'onMouseUp'] },
      ],
      'jsx-a11y-x/no-noninteractive-element-interactions': [
        'error',
        { handlers: ['onClick', 'onMouseDown', 'onMouseUp', 'onError', 'onLoad'] },
      ],
    },
  },
  // No React there: `useTestDatabase` and Playwright's `use` only look like hooks.
  {
    files: ['lib/**/*.ts', 'app/**/*.test.ts', 'e2e/**', 'bench/**', 'scripts/**'],
    rules: { 'react-hooks/rules-of-hooks': 'off' },
  },
  { files: ['lib/config/**'], rules: { 'no-restricted-syntax': 'off' } },
);
