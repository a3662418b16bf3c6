import assert from 'node:assert/strict';
import {
  collectionName,
  consentFor,
  isCollectionName,
  isExposed,
  repositoryOf,
  sharedAddress,
} from '../../../src/retrieval/shared.ts';

suite('the address of a shared index', () => {
  test('is host, port, tenant and database', () => {
    assert.deepEqual(sharedAddress('https://chroma.example:8443/?tenant=acme&database=code'), {
      host: 'chroma.example',
      port: 8443,
      ssl: true,
      tenant: 'acme',
      database: 'code',
    });
    const { port, tenant, database } = sharedAddress('http://localhost');
    assert.deepEqual([port, tenant, database], [80, 'default_tenant', 'default_database']);
    assert.equal(sharedAddress('https://chroma.example').port, 443);
  });

  test('says what is wrong with it', () => {
    assert.throws(() => sharedAddress('chroma.example:8000'), /is no address of a shared index: it begins neither/);
    assert.throws(() => sharedAddress('somewhere'), /it is no URL/);
    assert.throws(() => sharedAddress('https://me:secret@chroma.example'), /secret storage/);
    assert.throws(() => sharedAddress('https://example/chroma'), /it has a path/);
  });

  test('is exposed when a token could be read on the way', () => {
    const exposed = (url: string): boolean => isExposed(sharedAddress(url));
    assert.ok(exposed('http://chroma.example:8000'));
    assert.ok(!exposed('https://chroma.example'));
    for (const here of ['http://localhost:8000', 'http://127.0.0.1:8000', 'http://[::1]:8000'])
      assert.ok(!exposed(here), here);
  });

  test('is in what is asked before it is used', () => {
    assert.match(consentFor('https://chroma.example', undefined), /search .* at chroma\.example\./);
    assert.match(consentFor('https://chroma.example', 'shop'), /folder shop .* Not the text of files/);
  });
});

suite('the name of a shared index', () => {
  test('is the same however a repository was cloned', () => {
    const clones = [
      'git@github.com:Acme/Shop.git',
      'https://github.com/acme/shop',
      'https://someone:token@github.com/Acme/shop.git',
      'ssh://git@github.com:22/acme/shop.git',
      'ssh://git@github.com/acme/shop/',
    ];
    for (const clone of clones) assert.equal(repositoryOf(clone), 'github.com/acme/shop', clone);
    assert.notEqual(repositoryOf('git@github.com:acme/other.git'), 'github.com/acme/shop');
  });

  test('can be read, and is one that Chroma takes', () => {
    assert.equal(collectionName('github.com/acme/shop', '0123'), 'touchstone-shop-0123');
    for (const repository of ['github.com/acme/web.shop', 'host/größe', '', 'x'.repeat(300)])
      assert.ok(isCollectionName(collectionName(repository, '0123456789abcdef')), repository);
    for (const name of ['ab', 'a b c', '-abc', 'abc-', 'a/b']) assert.ok(!isCollectionName(name), name);
  });
});
