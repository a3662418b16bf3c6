import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const built = path.resolve(import.meta.dirname, '../../../dist/headless.js');
/** A fix starts many runs, on a machine that may be busy. */
const slow = 300_000;

const files = {
  'package.json': '{"name":"cart","version":"1.0.0","scripts":{"test":"node --test"}}',
  'cart.js': 'exports.isCheap = (price) => price < 10;\n',
  'cart.test.js': [
    "const { test } = require('node:test');",
    "const assert = require('node:assert');",
    "const { isCheap } = require('./cart.js');",
    "test('ten is cheap', () => assert.equal(isCheap(10), true));",
    "test('eleven is not', () => assert.equal(isCheap(11), false));",
    '',
  ].join('\n'),
  '.env': 'API_KEY=verysecret\n',
} as const;

suite('touchstone mcp, asked by the official client', function () {
  this.timeout(slow);
  let folder = '';
  let client: Client;

  suiteSetup(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'touchstone-mcp-'));
    await mkdir(path.join(folder, 'tmp'));
    await mkdir(path.join(folder, 'cart'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, 'cart', name), text);
    client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [built, 'mcp', '--workspace', path.join(folder, 'cart')],
        env: { PATH: process.env['PATH'] ?? '', HOME: os.homedir(), TMPDIR: path.join(folder, 'tmp') },
        stderr: 'ignore',
      }),
    );
  });
  suiteTeardown(async () => {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  });

  const call = async (name: string, given: Record<string, unknown> = {}) => {
    const result = await client.callTool({ name, arguments: given }, undefined, { timeout: slow });
    const [part] = result.content as readonly { readonly text: string }[];
    return { text: part?.text ?? '', isError: result.isError === true };
  };

  test('says who it is and what it can do', async () => {
    assert.equal(client.getServerVersion()?.name, 'touchstone');
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      [
        ...['search_code', 'read_file', 'outline', 'find_definitions', 'find_references', 'package_signature'],
        ...['run_tests', 'fix'],
      ],
    );
    assert.deepEqual(tools.filter(({ annotations }) => annotations?.readOnlyHint).map(({ name }) => name).length, 6);
  });

  test('searches, reads and outlines', async () => {
    assert.match((await call('search_code', { query: 'is it cheap' })).text, /cart\.js:1/);
    assert.match((await call('read_file', { path: 'cart.js' })).text, /1 exports\.isCheap/);
    assert.match((await call('outline', { path: '.' })).text, /cart\.test\.js/);
    assert.match((await call('find_definitions', { name: 'isCheap' })).text, /cart\.js:1/);
  });

  test('sees a file as it is now', async () => {
    await writeFile(path.join(folder, 'cart', 'new.js'), 'exports.fresh = 1;\n');
    assert.match((await call('read_file', { path: 'new.js' })).text, /fresh/);
    await rm(path.join(folder, 'cart', 'new.js'));
  });

  test('shows nothing that holds secrets, and nothing outside', async () => {
    for (const place of ['.env', '../tmp', '/etc/passwd']) {
      const { text, isError } = await call('read_file', { path: place });
      assert.ok(isError && !text.includes('verysecret'), text);
    }
  });

  test('tells what is wrong with a call', async () => {
    assert.deepEqual(await call('read_file', { file: 'cart.js' }), { text: '“path” is missing.', isError: true });
    assert.equal((await call('run_command', { command: 'ls' })).isError, true);
  });

  test('runs the tests in a copy', async () => {
    const { text } = await call('run_tests');
    assert.match(text, /1 passed, 1 failed/);
    assert.match(text, /FAILED ten is cheap/);
  });

  test('fixes in copies, and changes nothing', async () => {
    const { text } = await call('fix');
    assert.match(text, /Verified: fixes ten is cheap/);
    assert.match(text, /\+exports\.isCheap = \(price\) => price <= 10;/);
    assert.equal(await readFile(path.join(folder, 'cart', 'cart.js'), 'utf8'), files['cart.js']);
  });
});
