/** JUnit XML, as the test tools of every language write it, read into results. */
import { XMLParser } from 'fast-xml-parser';
import type { TestResult } from './report.ts';
import { stackFrames, workspacePath, type FrameContext } from './stackFrames.ts';

/** @throws Error when the text is not XML. */
export function parseJUnit(xml: string, context: FrameContext): TestResult[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    textNodeName: 'text',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: true,
    isArray: (name) => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
  });
  const results: TestResult[] = [];
  const seen = new Map<string, number>();
  const visit = (node: XmlNode, suites: readonly string[], file: string | undefined): void => {
    for (const suite of nodes(node['testsuite'])) {
      visit(suite, [...suites, attribute(suite, 'name')], attribute(suite, 'file') || file);
    }
    for (const test of nodes(node['testcase'])) {
      const className = attribute(test, 'classname');
      const told = attribute(test, 'file') || file;
      const path = told ? workspacePath(told, context) : undefined;
      const names = [className || suites.filter((name) => name !== '').join(' › '), attribute(test, 'name')];
      const name = names.filter((part, index) => part !== '' && names.indexOf(part) === index).join(' › ');
      const key = `${path ?? ''}::${name}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      const broken = [...nodes(test['failure']), ...nodes(test['error'])];
      const skipped = test['skipped'] !== undefined;
      results.push({
        id: count > 1 ? `${key} (${count})` : key,
        name,
        ...(path !== undefined && { file: path }),
        outcome: broken.length > 0 ? 'failed' : skipped ? 'skipped' : 'passed',
        durationMs: Number(attribute(test, 'time')) * 1000 || 0,
        ...(broken.length > 0 && { failure: failureOf(broken, test, path, context) }),
      });
    }
  };
  visit(parser.parse(xml) as XmlNode, [], undefined);
  for (const top of nodes((parser.parse(xml) as XmlNode)['testsuites'])) visit(top, [], undefined);
  return results;
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

function failureOf(broken: readonly XmlNode[], test: XmlNode, path: string | undefined, context: FrameContext) {
  const texts = broken.map((node) => {
    const [message, text] = [attribute(node, 'message'), attribute(node, 'text').trim()];
    return text.includes(message) ? text : `${message}\n${text}`.trim();
  });
  const text = texts.join('\n') || attribute(broken[0]!, 'type') || 'The test failed without saying why';
  const frames = stackFrames(text, context);
  const line = Number(attribute(test, 'line'));
  if (frames.length === 0 && path !== undefined && line > 0) frames.push({ path, line });
  return { message: text, frames };
}
