/** Files of a small project: as many as are wanted, no two alike, with some words in common. */
export function someModules(count: number): Record<string, string> {
  const verbs = ['send', 'parse', 'clamp', 'render', 'refund', 'collect', 'merge', 'validate', 'schedule', 'archive'];
  const nouns = ['reminder', 'header', 'number', 'invoice', 'customer', 'report', 'basket', 'payment', 'address'];
  const files: Record<string, string> = { 'README.md': '# Billing\n\nHow refunds are made, and reminders sent.\n' };
  for (let n = 0; n < count; n++) {
    const [verb, noun] = [verbs[n % verbs.length]!, nouns[n % nouns.length]!];
    const title = noun[0]!.toUpperCase() + noun.slice(1);
    files[`src/${noun}/${verb}${n}.ts`] = [
      `/** To ${verb} a ${noun}, in way ${n}. */`,
      `export function ${verb}${title}${n}(value: ${title}, total: number): number {`,
      `  const ${nouns[(n + 2) % nouns.length]!} = value.${verbs[(n * 3) % verbs.length]!}(total + ${n});`,
      `  return ${nouns[(n + 2) % nouns.length]!} * number${n};`,
      '}',
      '',
      `export class ${title}Book${n} {`,
      `  ${verb}All(line: string): string {`,
      `    return line.${verbs[(n + 1) % verbs.length]!}('${noun}');`,
      '  }',
      '}',
      '',
    ].join('\n');
  }
  return files;
}
