/** Reads how many tests passed and failed from what a runner printed, in any of the runners' own words. */

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** Undefined when no runner's closing lines are found. */
export function testCounts(output: string): TestCounts | undefined {
  return (
    nodeTest(output) ??
    mocha(output) ??
    unittest(output) ??
    pytest(output) ??
    goTest(output) ??
    cargoTest(output) ??
    maven(output)
  );
}

function nodeTest(output: string): TestCounts | undefined {
  const passed = /^(?:ℹ|#) pass (\d+)$/m.exec(output);
  const failed = /^(?:ℹ|#) fail (\d+)$/m.exec(output);
  return passed && failed ? { passed: Number(passed[1]), failed: Number(failed[1]) } : undefined;
}

function mocha(output: string): TestCounts | undefined {
  const passed = /^ +(\d+) passing/m.exec(output);
  return passed ? { passed: Number(passed[1]), failed: count(output, /^ +(\d+) failing/m) } : undefined;
}

function unittest(output: string): TestCounts | undefined {
  const ran = /^Ran (\d+) tests?/m.exec(output);
  if (ran === null) {
    return undefined;
  }
  const closing = /^FAILED \((.*)\)$/m.exec(output)?.[1] ?? '';
  // Every failing sub-test counts, so there can be more failures than tests.
  const failed = Math.min(Number(ran[1]), count(closing, /failures=(\d+)/) + count(closing, /errors=(\d+)/));
  return { passed: Number(ran[1]) - failed, failed };
}

function pytest(output: string): TestCounts | undefined {
  const closing = /^(?:=+ )?((?:\d+ \w+(?:, )?)+) in [\d.]+s/m.exec(output)?.[1];
  return closing === undefined
    ? undefined
    : {
        passed: count(closing, /(\d+) passed/),
        failed: count(closing, /(\d+) failed/) + count(closing, /(\d+) errors?/),
      };
}

/** `go test -v`; a test within a test has a line of its own, further in. */
function goTest(output: string): TestCounts | undefined {
  const outcomes = [...output.matchAll(/^--- (PASS|FAIL): /gm)].map((line) => line[1]);
  return outcomes.length === 0
    ? undefined
    : {
        passed: outcomes.filter((outcome) => outcome === 'PASS').length,
        failed: outcomes.filter((outcome) => outcome === 'FAIL').length,
      };
}

/** One closing line for each test binary. */
function cargoTest(output: string): TestCounts | undefined {
  const closing = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
  const sum = (at: number): number => closing.reduce((total, line) => total + Number(line[at]), 0);
  return closing.length === 0 ? undefined : { passed: sum(1), failed: sum(2) };
}

function maven(output: string): TestCounts | undefined {
  const closing = [...output.matchAll(/Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/gm)].at(-1);
  if (closing === undefined) return undefined;
  const [run = 0, failures = 0, errors = 0, skipped = 0] = closing.slice(1).map(Number);
  return { passed: run - failures - errors - skipped, failed: failures + errors };
}

function count(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}
