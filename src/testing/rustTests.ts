/**
 * The lines of a Rust file that are tests: modules under `#[cfg(test)]` and functions under `#[test]`, which
 * stand beside the code that they test. Told by the indentation that every formatter gives them.
 */
export function rustTestLines(source: string): Set<number> {
  const lines = source.split('\n');
  const found = new Set<number>();
  for (let at = 0; at < lines.length; at++) {
    const mark = /^(\s*)#\[(?:cfg\((?:all\()?test\b|(?:\w+::)*test\b|rstest\b|should_panic\b|test_case\b)/.exec(
      lines[at]!,
    );
    if (!mark) continue;
    let item = at + 1;
    while (item < lines.length && /^\s*(?:#\[|\/\/)/.test(lines[item]!)) item++;
    const first = lines[item] ?? '';
    const isOpen = first.trimEnd().endsWith('{') || !/[;}]\s*$/.test(first);
    let end = item;
    // The closing bracket stands where the item begins.
    if (isOpen) while (end < lines.length - 1 && lines[end] !== `${mark[1]!}}`) end++;
    for (let line = at; line <= end; line++) found.add(line + 1);
    at = end;
  }
  return found;
}
