import type { WorkspacePath } from './report.ts';

const testFolder = /(^|\/)(tests?|specs?|__tests__|__mocks__|testing)\//i;
const testFile =
  /(^|\/)(test_[^/]*\.py|[^/]*_test\.py|conftest\.py|[^/]*[._-](test|spec)s?\.[cm]?[jt]sx?|tests?\.[cm]?[jt]sx?|tests?\.py|[^/]*_test\.go)$/i;
/** As Surefire names them; the case of the letters counts. */
const javaTest = /(^|\/)(Test[A-Z0-9_]\w*|\w*[a-z0-9_](Test|Tests|TestCase))\.java$/;

/** Whether a file holds tests or serves only them, by the names that the frameworks themselves go by. */
export function isTestPath(path: WorkspacePath): boolean {
  return testFolder.test(path) || testFile.test(path) || javaTest.test(path);
}
