/** Sentences of a text in both languages, trimmed, with their final mark. */
export function splitSentences(text: string): string[] {
  const found =
    text.match(/[^。！？!?；;\n.]+(?:\.(?=\d)[^。！？!?；;\n.]*)*(?:[。！？!?；;]+|\.(?=\s|$)|\.|\n|$)/g) ?? [];
  return found.map((sentence) => sentence.trim()).filter((sentence) => sentence.length > 1);
}

/** Words of a text for comparing: Chinese pairs, Latin words of three letters or more, figures. */
export function findTerms(text: string): string[] {
  const terms: string[] = text.toLowerCase().match(/[a-z]{3,}|\d+(?:\.\d+)?%?/g) ?? [];
  for (const run of text.match(/[\u4e00-\u9fff]+/g) ?? []) {
    for (let index = 0; index + 2 <= run.length; index += 1) terms.push(run.slice(index, index + 2));
  }
  return terms;
}
