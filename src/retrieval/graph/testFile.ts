/** Which files are tests, and of what, as they are called in most projects. */

import { nameOf, stemOf } from './fileTree.ts';

const inTestFolder = /(?:^|\/)(?:tests?|__tests__|specs?|testing)\//i;
const testName =
  /(?:[._-](?:test|spec|tests|specs)\.[^/]+|(?:^|\/)test_[^/]+|_test\.[^./]+|(?:Tests?|Spec|IT)\.(?:java|kt|cs|swift|php|scala))$/;

export const isTestFile = (path: string): boolean => testName.test(path) || inTestFolder.test(path);

/** The name of what a test is about: `ledger` of `test_ledger.py`, `ledger.test.ts`, `LedgerTest.java`. */
export const subjectOf = (path: string): string =>
  stemOf(nameOf(path))
    .replace(/^test[_-]?(?=.)/i, '')
    .replace(/[_-]?(?:tests?|specs?|IT)$/i, '')
    .toLowerCase();
