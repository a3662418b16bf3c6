/** JUnit XML, as the test tools of every language write it, read into results. */
import { XMLParser } from 'fast-xml-parser';
import type { TestFailure, TestResult } from './report.ts';
import { stackFrames, workspacePath, type FrameContext } from './stackFrames.ts';

/** A test as a report names it, before anybody has asked what it is called here. */
export interface JUnitCase {
  readonly className: string;
  readonly name: string;
  /** The suites around it, outermost first. */
  readonly suites: readonly string[];
  /** As the report has it; undefined where it names none. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly outcome: TestResult['outcome'];
  readonly durationMs: number;
  /** Message and trace of each failure, exactly when it failed. */
  readonly failures: readonly string[];
}

/** @throws Error when the text is not XML. */
export function readJUnit(xml: string): JUnitCase[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    textNodeName: 'text',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: true,
    isArray: (name) => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
  });
  const cases: JUnitCase[] = [];
  const visit = (node: XmlNode, suites: readonly string[], file: string | undefined): void => {
    for (const suite of nodes(node['testsuite'])) {
      visit(suite, [...suites, attribute(suite, 'name')], attribute(suite, 'file') || file);
    }
    for (const test of nodes(node['testcase'])) {
      const broken = [...nodes(test['failure']), ...nodes(test['error'])];
      const skipped = test['skipped'] !== undefined;
      cases.push({
        className: attribute(test, 'classname'),
        name: attribute(test, 'name'),
        suites: suites.filter((name) => name !== ''),
        file: attribute(test, 'file') || file,
        line: Number(attribute(test, 'line')) || undefined,
        outcome: broken.length > 0 ? 'failed' : skipped ? 'skipped' : 'passed',
        durationMs: Number(attribute(test, 'time').replaceAll(',', '')) * 1000 || 0,
        failures: broken.map(failureText),
      });
    }
  };
  const document = parser.parse(xml) as XmlNode;
  visit(document, [], undefined);
  for (const top of nodes(document['testsuites'])) visit(top, [], undefined);
  return cases;
}

/** @throws Error when the text is not XML. */
export function parseJUnit(xml: string, context: FrameContext): TestResult[] {
  const seen = new Map<string, number>();
  return readJUnit(xml).map((test) => {
    const path = test.file ? workspacePath(test.file, context) : undefined;
    const names = [test.className || test.suites.join(' › '), test.name];
    const name = names.filter((part, index) => part !== '' && names.indexOf(part) === index).join(' › ');
    const key = `${path ?? ''}::${name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return {
      id: count > 1 ? `${key} (${count})` : key,
      name,
      ...(path !== undefined && { file: path }),
      outcome: test.outcome,
      durationMs: test.durationMs,
      ...(test.outcome === 'failed' && { failure: failureOf(test, path, context) }),
    };
  });
}

type XmlNode = Readonly<Record<string, unknown>>;

function nodes(value: unknown): XmlNode[] {
  const all: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return all.map((each) => (typeof each === 'object' && each !== null ? (each as XmlNode) : { text: each }));
}

function attribute(node: XmlNode, name: string): string {
  const value = node[name];
  return typeof value === 'string' ? value : '';
}

function failureText(node: XmlNode): string {
  const [message, text] = [attribute(node, 'message'), attribute(node, 'text').trim()];
  const said = text.includes(message) ? text : `${message}\n${text}`.trim();
  return said || attribute(node, 'type');
}

function failureOf(test: JUnitCase, path: string | undefined, context: FrameContext): TestFailure {
  const text = test.failures.filter((each) => each !== '').join('\n') || 'The test failed without saying why';
  const frames = stackFrames(text, context);
  if (frames.length === 0 && path !== undefined && test.line !== undefined && test.line > 0) {
    frames.push({ path, line: test.line });
  }
  return { message: text, frames };
}
