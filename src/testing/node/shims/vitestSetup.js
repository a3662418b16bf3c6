/**
 * A setup file of vitest, loaded before each test file where its tests run. Being the first of them, its
 * hooks are around all others. What it has to do is in a module of Node's own, one for all test files of a
 * process, however vitest keeps these apart.
 */
import { createRequire } from 'node:module';

const { watch } = createRequire(import.meta.url)('./vitestWorker.cjs');
watch(globalThis.__vitest_index__, globalThis.__vitest_worker__);
