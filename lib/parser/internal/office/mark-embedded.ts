import type { Output } from '../output';

/** Names what an office file carries and nobody reads: macros and other files. */
export function markEmbedded(names: readonly string[], output: Output): void {
  for (const name of names) {
    if (/vbaProject\.bin$|^Basic\//i.test(name)) output.mark('macros-ignored');
    else if (/\/embeddings\/|^ObjectReplacements\/|\/activeX\//i.test(name))
      output.mark('embedded-files-ignored', undefined, name.slice(name.lastIndexOf('/') + 1));
  }
}
