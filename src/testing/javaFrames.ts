/**
 * Places of the workspace in Java stack traces. A frame names a class and a file without its folder, so the
 * files of the workspace are needed to tell which one is meant. The deepest cause comes first: what was
 * thrown around it only says that it failed.
 */
import type { JavaSources } from './javaNames.ts';
import type { Place } from './report.ts';

/** @param near the folder of the module that the test is in, for a class that stands in several. */
export function javaFrames(text: string, sources: JavaSources, near = ''): Place[] {
  const causes: Place[][] = [[]];
  for (const line of text.split('\n')) {
    if (/^\s*Caused by: /.test(line)) causes.push([]);
    const frame = FRAME.exec(line);
    if (!frame) continue;
    const path = sources.ofFrame(frame[1]!, frame[2]!, near);
    if (path !== undefined) causes.at(-1)!.push({ path, line: Number(frame[3]) });
  }
  const seen = new Set<string>();
  return causes
    .reverse()
    .flat()
    .filter(({ path, line }) => !seen.has(`${path}:${line}`) && seen.add(`${path}:${line}`));
}

/** `at module@version/package.Class$Inner.method(File.java:12)`; the module is left out. */
const FRAME = /^\s*at (?:[^\s/(]+\/+)*([\p{L}\p{N}_$.]+)\.[^\s.(]+\(([^\s():]+\.\w+):(\d+)\)/u;

export function looksLikeJavaTrace(text: string): boolean {
  return /^\s*at [^\s(]+\([^\s():]+\.(?:java|kt|groovy|scala):\d+\)/m.test(text);
}
