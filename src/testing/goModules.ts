/** The little of go.mod and go.work that says which folder holds which package. */

/** The path that `module` declares. */
export function modulePath(goMod: string): string | undefined {
  return /^\s*module\s+(?:"([^"\n]+)"|(\S+))/m
    .exec(withoutComments(goMod))
    ?.slice(1)
    .find((path) => path !== undefined);
}

/** The folders that `use` names, as written. */
export function usedModules(goWork: string): string[] {
  const text = withoutComments(goWork);
  const blocks = [...text.matchAll(/^\s*use\s*\(([^)]*)\)/gm)].flatMap(([, block]) => block!.split('\n'));
  const single = [...text.matchAll(/^\s*use\s+([^\s(]\S*)/gm)].map(([, folder]) => folder!);
  return [...blocks, ...single].map((line) => line.trim().replace(/^"(.*)"$/, '$1')).filter((line) => line !== '');
}

function withoutComments(text: string): string {
  return text.replace(/(^|\s)\/\/.*$/gm, '$1');
}

export interface GoModule {
  readonly path: string;
  readonly directory: string;
}

/** Where a package of these modules is; `/` stands between the parts of both. */
export function packageDirectory(importPath: string, modules: readonly GoModule[]): string | undefined {
  let best: GoModule | undefined;
  for (const module of modules) {
    const inside = importPath === module.path || importPath.startsWith(`${module.path}/`);
    if (inside && (!best || module.path.length > best.path.length)) best = module;
  }
  if (!best) return undefined;
  const rest = importPath.slice(best.path.length);
  return best.directory + rest;
}

/** The tests, examples and fuzz tests that a file declares. */
export function declaredTests(source: string): string[] {
  return [...source.matchAll(/^func\s+((?:Test|Example|Fuzz)(?![a-z])[\p{L}\p{N}_]*)\s*\(/gmu)].map(
    ([, name]) => name!,
  );
}
