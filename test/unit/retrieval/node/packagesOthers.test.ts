import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asker, PackagesFolder } from '../../../fakes/packagesFolder.ts';

suite('packages of other languages', () => {
  let folder: PackagesFolder;
  teardown(() => folder.remove());

  test('Python: the virtual environment, stubs, re-exports, members, stars', async () => {
    const site = '.venv/lib/python3.12/site-packages';
    folder = new PackagesFolder({
      'pyproject.toml': '[project]\nname = "x"\ndependencies = [\n  "Py-Kit[fast]>=2,<3",\n]\n',
      '.venv/pyvenv.cfg': 'home = /usr/bin',
      [`${site}/Py_Kit-2.1.0.dist-info/RECORD`]: 'kit/__init__.py,,\nkit/client.py,,\n',
      [`${site}/kit/__init__.py`]: `
from __future__ import annotations
from .client import Client as Client, connect
from .shapes import *
from . import tools
from typing import TYPE_CHECKING
VERSION: str = "2.1.0"
__all__ = ["Client", "connect", "VERSION", "tools"]
`,
      [`${site}/kit/client.py`]: `
from .base import Base

class Client(Base):
    """Talks to a server. And more."""
    chat: Chat

    def __init__(self, url):
        self.url = url

    def send(self, body: str, *, retries: int = 3) -> bytes:
        """Sends it."""

class Chat:
    def create(self): ...

@deprecated("use Client")
def connect(url): ...
`,
      [`${site}/kit/base.py`]: 'class Base:\n    def close(self): ...\n    def _hidden(self): ...\n',
      [`${site}/kit/shapes.py`]: 'from os import path\nclass Circle: ...\ndef _private(): ...\n',
      [`${site}/kit/tools.py`]: 'def __getattr__(name): ...\ndef known(): ...\n',
      [`${site}/typed/__init__.py`]: 'exec(open("x").read())',
      [`${site}/typed-stubs/__init__.pyi`]: 'def sure(x: int) -> str: ...\nclass Box(dict[str, int]): ...',
      [`${site}/native.cpython-312-x86_64-linux-gnu.so`]: '',
      'src/a.py': '',
    });
    const { exists, told, lookUp } = asker(await folder.catalog(), folder.root, 'src/a.py');
    assert.deepEqual(await told('kit', 'Client.send'), [
      `def send(self, body: str, *, retries: int = 3) -> bytes @ ${site}/kit/client.py:11`,
    ]);
    const client = await lookUp('kit', 'Client');
    assert.equal(client.package?.name, 'Py_Kit');
    assert.equal(client.package?.version, '2.1.0');
    assert.equal(client.package?.range, '>=2,<3');
    assert.ok(client.kind === 'found');
    assert.equal(client.declarations[0]?.doc, 'Talks to a server.');
    const connect = await lookUp('kit', 'connect');
    assert.ok(connect.kind === 'found');
    assert.equal(connect.declarations[0]?.deprecated, 'use Client');
    for (const name of [
      'Client.close',
      'Client.url',
      'Client.chat.create',
      'Circle',
      'tools.known',
      'VERSION',
      'shapes.Circle',
      'annotations',
    ])
      assert.equal(await exists('kit', name), 'yes', name);
    assert.equal(await exists('kit.client', 'Chat'), 'yes');
    assert.equal(await exists('kit', 'Client.sends'), 'no');
    assert.equal(await exists('kit', 'Clients'), 'no');
    assert.equal(await exists('kit', 'Client._hidden'), 'unknown');
    assert.equal(await exists('kit', 'tools.anything'), 'unknown', 'the module computes its names');
    assert.equal(await exists('typed', 'sure'), 'yes');
    assert.equal(await exists('typed', 'Box.anything'), 'unknown');
    assert.equal(await exists('native', 'anything'), 'unknown');
    assert.equal(await exists('nowhere', 'anything'), 'unknown');
    const names = await lookUp('kit');
    assert.ok(names.kind === 'names');
    assert.deepEqual(names.declarations.map(({ name }) => name).sort(), [
      'Circle',
      'Client',
      'VERSION',
      'connect',
      'tools',
    ]);
  });

  test('Go: the cache of modules with its escapes, vendored folders, methods and embedded types', async () => {
    folder = new PackagesFolder({
      'go.mod':
        'module example.com/app\n\nrequire (\n\tgithub.com/Azure/kit v1.2.0\n\tgithub.com/ven/dored v0.1.0 // indirect\n)\n\nreplace github.com/own/fork => ./fork\n',
      'vendor/github.com/ven/dored/a.go': 'package dored\n\nconst Vendored = 1\n',
      'inner/a.go': 'package inner\n\nfunc Mine() {}\n',
      '../home/go/pkg/mod/github.com/!azure/kit@v1.2.0/a.go': `package kit

import "github.com/Azure/kit/base"

// Client talks.
//
// Deprecated: use Dial.
type Client struct {
	base.Conn
	Options Options
	hidden  int
}

// Send sends it. Twice.
func (c *Client) Send(body string, more ...int) (int, error) { return 0, nil }

type Options struct{ Retries int }

type Doer interface {
	Do(x int) error
}
`,
      '../home/go/pkg/mod/github.com/!azure/kit@v1.2.0/b.go':
        'package kit\n\nvar Default *Client\n\nconst (\n\tLow = iota\n\tHigh\n)\n\nfunc small() {}\n',
      '../home/go/pkg/mod/github.com/!azure/kit@v1.2.0/a_test.go': 'package kit\n\nfunc TestOnly() {}\n',
      '../home/go/pkg/mod/github.com/!azure/kit@v1.2.0/base/base.go':
        'package base\n\ntype Conn struct{}\n\nfunc (Conn) Close() {}\n',
    });
    const { exists, told, lookUp } = asker(await folder.catalog(), folder.root, 'main.go');
    const kit = 'github.com/Azure/kit';
    assert.deepEqual(await told(kit, 'Client.Send'), [
      'func (c *Client) Send(body string, more ...int) (int, error) @ ../home/go/pkg/mod/github.com/!azure/kit@v1.2.0/a.go:15',
    ]);
    const client = await lookUp(kit, 'Client');
    assert.equal(client.package?.version, 'v1.2.0');
    assert.ok(client.kind === 'found');
    assert.equal(client.declarations[0]?.doc, 'Client talks.');
    assert.equal(client.declarations[0]?.deprecated, 'use Dial.');
    for (const name of ['Client.Close', 'Default.Options.Retries', 'Low', 'High', 'Doer.Do'])
      assert.equal(await exists(kit, name), 'yes', name);
    assert.equal(await exists(`${kit}/base`, 'Conn'), 'yes');
    for (const name of ['small', 'TestOnly', 'Client.Sends', 'Middle'])
      assert.equal(await exists(kit, name), 'no', name);
    assert.equal(await exists('github.com/ven/dored', 'Vendored'), 'yes');
    assert.equal(await exists('example.com/app/inner', 'Mine'), 'yes');
    assert.equal(await exists('github.com/not/there', 'X'), 'no', 'go.mod does not name it');
    assert.equal(await exists('net/http', 'Get'), 'unknown', 'nobody says where the standard library is');
  });

  test('Rust: the sources of cargo, the tree of modules, pub use', async () => {
    const crate = '../home/.cargo/registry/src/index.crates.io-1/kit-rs-0.3.1';
    folder = new PackagesFolder({
      'Cargo.toml': '[package]\nname = "app"\n\n[dependencies]\nkit-rs = { version = "0.3", features = ["x"] }\n',
      'Cargo.lock': '[[package]]\nname = "kit-rs"\nversion = "0.3.1"\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
      'src/main.rs': '',
      [`${crate}/Cargo.toml`]: '[package]\nname = "kit-rs"\n',
      [`${crate}/src/lib.rs`]: `
mod inner;
pub mod open;
pub use inner::{Deep, make as build};
pub use crate::open::*;
/// Cuts it. Well.
#[deprecated(note = "use build")]
pub fn cut(text: &str) -> String { String::new() }
pub struct Kit { pub size: usize, secret: u8 }
impl Kit { pub fn new() -> Self { Kit { size: 1, secret: 2 } } }
pub(crate) fn hidden() {}
#[macro_export]
macro_rules! kit { () => {} }
`,
      [`${crate}/src/inner.rs`]: 'pub struct Deep;\npub fn make() {}\n',
      [`${crate}/src/open/mod.rs`]: 'pub enum Shape { Round, Square }\npub mod far;\n',
      [`${crate}/src/open/far.rs`]: 'pub fn reach() {}\n',
    });
    const { exists, told, lookUp } = asker(await folder.catalog(), folder.root, 'src/main.rs');
    assert.deepEqual(await told('kit_rs', 'cut'), [`pub fn cut(text: &str) -> String @ ${crate}/src/lib.rs:8`]);
    const cut = await lookUp('kit_rs', 'cut');
    assert.equal(cut.package?.version, '0.3.1');
    assert.ok(cut.kind === 'found');
    assert.equal(cut.declarations[0]?.deprecated, 'use build');
    for (const name of [
      'Deep',
      'build',
      'Shape::Round',
      'open::Shape',
      'open::far::reach',
      'Kit::new',
      'Kit.size',
      'kit',
    ])
      assert.equal(await exists('kit_rs', name), 'yes', name);
    assert.equal(await exists('kit_rs::open', 'Shape'), 'yes');
    for (const name of ['hidden', 'inner', 'make']) assert.equal(await exists('kit_rs', name), 'no', name);
    assert.equal(await exists('kit_rs', 'Kit::anything'), 'unknown', 'a trait may give it more');
    assert.equal(await exists('std', 'fs'), 'unknown');
  });

  test('Java: classes of the jar, and members when there are sources', async () => {
    folder = new PackagesFolder({
      'pom.xml':
        '<project><properties><v>1.5</v></properties><dependencies><dependency><groupId>org.kit</groupId><artifactId>kit</artifactId><version>${v}</version></dependency></dependencies></project>',
    });
    const place = path.join(folder.home, '.m2/repository/org/kit/kit/1.5');
    mkdirSync(place, { recursive: true });
    writeFileSync(
      path.join(place, 'kit-1.5.jar'),
      zip({ 'org/kit/Client.class': '', 'org/kit/Client$Inner.class': '', 'org/kit/Client$1.class': '' }),
    );
    const binary = asker(await folder.catalog(), folder.root, 'src/A.java');
    assert.equal(await binary.exists('org.kit:kit', 'Client'), 'yes');
    assert.equal(await binary.exists('org.kit:kit', 'Clients'), 'no');
    assert.equal(await binary.exists('org.kit.Client', 'send'), 'unknown', 'class files are binary');
    writeFileSync(
      path.join(place, 'kit-1.5-sources.jar'),
      zip({
        'org/kit/Client.java':
          'package org.kit;\n/** Talks. */\npublic class Client {\n  public String send(int times) { return ""; }\n}\n',
      }),
    );
    const { told, lookUp } = asker(await folder.catalog(), folder.root, 'src/A.java');
    assert.deepEqual(await told('org.kit', 'Client.send'), ['public String send(int times) @ :4']);
    assert.equal((await lookUp('org.kit', 'Client')).package?.version, '1.5');
  });

  test('PHP and Ruby: what is installed beside the project', async () => {
    folder = new PackagesFolder({
      'composer.json': '{"require": {"acme/log": "^2.0"}}',
      'vendor/composer/installed.json':
        '{"packages": [{"name": "acme/log", "version": "v2.3.0", "abandoned": "acme/logger", "autoload": {"psr-4": {"Acme\\\\Log\\\\": "src/"}}}]}',
      'vendor/acme/log/src/Logger.php':
        '<?php\nnamespace Acme\\Log;\n/** Writes lines. */\nclass Logger {\n  public function warn(string $text): void {}\n}\n',
      'Gemfile.lock': 'GEM\n  specs:\n    kit (1.0.2)\n\nDEPENDENCIES\n  kit (~> 1.0)\n',
      'vendor/bundle/ruby/3.3.0/gems/kit-1.0.2/lib/kit.rb':
        'module Kit\n  # Goes.\n  class Client\n    def go(times)\n    end\n  end\nend\n',
    });
    const catalog = await folder.catalog();
    const php = asker(catalog, folder.root, 'a.php');
    assert.deepEqual(await php.told('acme/log', 'Logger.warn'), [
      'public function warn(string $text): void @ vendor/acme/log/src/Logger.php:5',
    ]);
    const logger = await php.lookUp('Acme\\Log', 'Logger');
    assert.equal(logger.package?.version, '2.3.0');
    assert.equal(logger.package?.deprecated, 'It is abandoned; use acme/logger.');
    assert.equal(await php.exists('acme/log', 'Nothing'), 'unknown');
    const ruby = asker(catalog, folder.root, 'a.rb');
    assert.equal(await ruby.exists('kit', 'Kit::Client.go'), 'yes');
    assert.equal((await ruby.lookUp('kit', 'Kit')).package?.range, '~> 1.0');
  });
});

/** A small archive as any tool would write it. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = deflateRawSync(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(content.length, 18);
    local.writeUInt32LE(text.length, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt32LE(text.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), content);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + content.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}
