import type { Patch } from './attempt.ts';
import type { ModelSource } from './model/modelSource.ts';
import type { PatchQueue } from './patchQueue.ts';

/**
 * The patches of both sources as one queue. A model's are few and took long, so they are run as soon as they are
 * there; while it thinks, embedded candidates run; when those are through, the model is waited for.
 */
export function bothSources(embedded: PatchQueue, model: ModelSource | undefined): PatchQueue {
  if (!model) return embedded;
  return async (signal): Promise<Patch | undefined> => {
    for (;;) {
      const patch = model.take() ?? (await embedded(signal));
      if (patch) return patch;
      if (!(await model.ready(signal))) return undefined;
    }
  };
}
