import type { Capabilities } from './model.ts';

/** One sentence for a person about what a model can do: `chat, tools and JSON; no embeddings`. */
export function describeCapabilities(capabilities: Capabilities): string {
  const rows: readonly (readonly [string, boolean])[] = [
    ['chat', true],
    ['tools', capabilities.chatWithTools !== undefined],
    ['JSON', capabilities.strictJson],
    ['fill-in-the-middle', capabilities.fillInMiddle !== undefined],
    ['embeddings', capabilities.embeddings],
  ];
  const names = (present: boolean): readonly string[] => rows.flatMap(([name, has]) => (has === present ? [name] : []));
  const size = capabilities.contextTokens === undefined ? '' : `, ${capabilities.contextTokens} tokens of context`;
  const lacks = names(false);
  return `${listed(names(true), 'and')}${size}${lacks.length > 0 ? `; no ${listed(lacks, 'or')}` : ''}`;
}

function listed(names: readonly string[], joint: string): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${joint} ${names.at(-1) ?? ''}`;
}
