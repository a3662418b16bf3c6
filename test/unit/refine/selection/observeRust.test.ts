import assert from 'node:assert/strict';
import { toldApart } from '../../../fakes/toldApart.ts';
import { missing } from '../../../fakes/toolProject.ts';

const manifest = (edition = 2021): string => `[package]\nname = "shop"\nversion = "0.1.0"\nedition = "${edition}"\n`;
const cargo = ['cargo test', 'cargo test'] as const;

suite('observing calls of the changed function in Rust', function () {
  this.timeout(400_000);

  setup(function () {
    if (missing('cargo', '--version')) this.skip();
  });

  test('a private function of a submodule: what it gives, panics, and what does not come to an end', async () => {
    const fee = (condition: string): string => `#![allow(dead_code)]

fn fee(total: i64, names: &[&str]) -> Result<usize, String> {
    if total < -5 {
        return Err("debt".to_string());
    }
    if ${condition} {
        return Ok(0);
    }
    Ok(5 + names.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free() {
        assert_eq!(fee(50, &[]), Ok(0));
    }
}
`;
    const files = {
      'Cargo.toml': manifest(2015),
      'src/lib.rs': '#![deny(warnings)]\n#![forbid(unsafe_code)]\nmod prices;\n',
      'src/prices/mod.rs': 'mod fees;\n',
      'src/prices/fees.rs': fee('total > 50'),
    };
    const { classes, splits, observed } = await toldApart(files, cargo, { path: 'src/prices/fees.rs', line: 7 }, [
      fee('total >= 50'),
      fee('50 <= total'),
      fee('total >= 50 || names[3] == ""'),
      fee('total >= 50 || { while total == 49 {} false }'),
    ]);
    assert.ok(observed.kind === 'observed', JSON.stringify(observed));
    assert.deepEqual(classes, [[0, 1], [2], [3]], splits.join('\n'));
    assert.match(
      splits.join('\n'),
      /^fee\(49, .*\): Ok\(8\) \| panics: index out of bounds: the len is 3 but the index is 3 \| does not come to an end$/m,
    );
    assert.match(splits.join('\n'), /^fee\(3, &\[\]\): Ok\(5\) \| panics/m);
  });

  test('a method of a program that changes its struct, which has a field that no literal fits and no `Debug`', async () => {
    const add = (condition: string): string => `use std::collections::HashMap;

#[derive(Default)]
struct Cart {
    most: u32,
    counts: HashMap<String, u32>,
}

impl Cart {
    fn add(&mut self, name: &str, count: u32) {
        if ${condition} {
            return;
        }
        self.counts.insert("all".to_string(), count);
        *self.counts.entry(name.to_string()).or_default() += count;
    }
}

fn main() {
    Cart::default().add("a", 1);
}

#[test]
fn adds() {
    let mut cart = Cart { most: 5, ..Cart::default() };
    cart.add("a", 5);
    assert_eq!(cart.counts["a"], 5);
}
`;
    const { classes, splits, observed } = await toldApart(
      { 'Cargo.toml': manifest(), 'src/main.rs': add('count >= self.most') },
      cargo,
      { path: 'src/main.rs', line: 11 },
      [add('count > self.most'), add('!(count <= self.most)'), add('count != self.most')],
    );
    assert.ok(observed.kind === 'observed', JSON.stringify(observed));
    assert.deepEqual(classes, [[0, 1], [2]], splits.join('\n'));
    assert.match(
      splits.join('\n'),
      /^Cart \{ most: 5, \.\.Cart::default\(\) \}\.add\("ab", 3\): makes of its argument Cart \{ most: 5, counts: \{"ab": 3, "all": 3\} \} \| $/m,
    );
  });

  test('a function in a module of a library with a program beside it, that ends its process', async () => {
    const depth = (condition: string): string => `pub mod shelf {
    #[derive(Clone, Copy)]
    pub enum Kind {
        Wide,
        Narrow,
    }

    pub struct Shelf<'a> {
        pub label: &'a str,
        kind: Kind,
    }

    /// How it is filled.
    pub fn filled<'a>(label: &'a str, kind: Kind, count: u8) -> Option<Shelf<'a>> {
        if ${condition} {
            return None;
        }
        if count == 7 {
            std::process::abort();
        }
        Some(Shelf { label, kind })
    }
}
`;
    const files = {
      'Cargo.toml': manifest(),
      'src/lib.rs': depth('count > 3'),
      'src/main.rs': 'fn main() {}\n',
      'tests/all.rs':
        'use shop::shelf::*;\n\n#[test]\nfn is_full() {\n    assert!(filled("b", Kind::Wide, 3).is_none());\n}\n',
    };
    const { classes, splits, observed } = await toldApart(files, cargo, { path: 'src/lib.rs', line: 14 }, [
      depth('count >= 3'),
      depth('count >= 3 && matches!(kind, Kind::Wide)'),
    ]);
    assert.ok(observed.kind === 'observed', JSON.stringify(observed));
    assert.deepEqual(classes, [[0], [1]]);
    assert.match(
      splits.join('\n'),
      /^shelf::filled\("ab", Kind::Narrow, 3\): None \| Some\(Shelf \{ label: "ab", kind: Narrow \}\)$/m,
    );
  });

  test('what is no function of basic types, and what gives something that nothing shows, says so', async () => {
    const total = (head: string, value: string): string => `${head} {
    ${value}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two() {
        assert_eq!(adds(1.into())(2), 3);
    }
}
`;
    for (const [head, why] of [
      [
        'pub fn adds(by: std::num::Wrapping<u8>) -> Box<dyn Fn(u8) -> u8>',
        'what they change is no function of numbers, texts and lists of these alone (Rust)',
      ],
      [
        'pub fn adds(by: u8) -> Box<dyn Fn(u8) -> u8>',
        'the function could not be called, or nothing be seen of it, by a test of its own with every patch (Rust)',
      ],
    ] as const) {
      const by = head.includes('Wrapping') ? 'by.0' : 'by';
      const write = (value: string): string =>
        total(head, value.replace('by', by)).replace('1.into()', by === 'by' ? '1' : 'std::num::Wrapping(1)');
      const { observed } = await toldApart(
        { 'Cargo.toml': manifest(), 'src/lib.rs': write('Box::new(move |x| x - by)') },
        cargo,
        { path: 'src/lib.rs', line: 2 },
        [write('Box::new(move |x| x + by)'), write('Box::new(move |x| x | by)')],
      );
      assert.deepEqual(observed, { kind: 'untold', why });
    }
  });
});
