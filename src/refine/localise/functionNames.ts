import type { FixEvent } from '../event.ts';
import type { Outline } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { enclosing, nameInFull } from './codeFiles.ts';

/** Of more places nobody reads the names. */
const mostNamed = 20;

/**
 * The facts of a fix, the likeliest places with the function that they are in.
 * @param outlineOf a file as it was before the fix; undefined where that cannot be read
 */
export async function* withFunctionNames(
  facts: AsyncIterable<FixEvent>,
  outlineOf: (path: WorkspacePath) => Promise<Outline | undefined>,
): AsyncGenerator<FixEvent, void> {
  // Each file once: reading a long one takes a good part of a second, and most places are in few files.
  const outlines = new Map<WorkspacePath, Promise<Outline | undefined>>();
  const known = (path: WorkspacePath): Promise<Outline | undefined> => {
    const outline = outlines.get(path) ?? outlineOf(path);
    outlines.set(path, outline);
    return outline;
  };
  for await (const fact of facts) {
    if (fact.kind !== 'localised') {
      yield fact;
      continue;
    }
    const named = fact.places.slice(0, mostNamed).map(async (place) => {
      const outline = await known(place.path);
      const inside = outline && enclosing(outline, place.line);
      return inside ? { ...place, symbol: nameInFull(inside) } : place;
    });
    yield { ...fact, places: [...(await Promise.all(named)), ...fact.places.slice(mostNamed)] };
  }
}
