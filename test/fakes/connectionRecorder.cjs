// Preloaded into a process (NODE_OPTIONS=--require): writes down every attempt of it, and of its worker threads,
// to open a socket or to look up a name. One line each in the file that TOUCHSTONE_CONNECTIONS names:
// `watching PID` when it starts, then `connect 127.0.0.1:9`, `lookup example.org` and the like. Forbids nothing.
'use strict';

const { appendFileSync } = require('node:fs');
const dgram = require('node:dgram');
const dns = require('node:dns');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');

const file = process.env.TOUCHSTONE_CONNECTIONS;
const note = (line) => appendFileSync(file, `${line}\n`);

/** Notes each call of the functions before it goes on as ever. */
function watch(owner, names, describe) {
  for (const name of names) {
    const original = owner[name];
    if (typeof original !== 'function') continue;
    owner[name] = function (...args) {
      note(`${name} ${describe(args)}`);
      return Reflect.apply(original, this, args);
    };
  }
}

// `net.connect` hands over its arguments as one array, already sorted out; a caller may pass options, a path or a port.
function target([first, second]) {
  const options = Array.isArray(first) ? first[0] : first;
  if (options === null || typeof options !== 'object') return `${typeof second === 'string' ? second : ''}:${options}`;
  return options.path ?? `${options.host ?? 'localhost'}:${options.port}`;
}

// TLS, HTTP, HTTP/2, fetch and WebSocket all come down to a socket of `net`.
watch(net.Socket.prototype, ['connect'], target);
watch(net.Server.prototype, ['listen'], target);
watch(dgram.Socket.prototype, ['bind', 'connect', 'send'], () => 'datagram');

const asksNames = (owner) =>
  Object.keys(owner).filter((name) => /^(lookup|lookupService|resolve\w*|reverse)$/.test(name));
watch(dns, asksNames(dns), ([name]) => String(name));
watch(dns.promises, asksNames(dns.promises), ([name]) => String(name));
for (const Resolver of [dns.Resolver, dns.promises.Resolver]) {
  for (let proto = Resolver.prototype; proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    const names = Object.getOwnPropertyNames(proto).filter((name) => /^(resolve\w*|reverse)$/.test(name));
    watch(proto, names, ([name]) => String(name));
  }
}

// ES modules import the built-ins' functions by name.
syncBuiltinESMExports();
note(`watching ${process.pid}`);
