// Asks zopa in WebAssembly: questions are lines of JSON texts on standard input, and so are the answers on standard output.
//
//     node wasm.mjs zopa.wasm.gz [--stop-after MILLISECONDS]

import { readFileSync, writeSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const [path, , after] = process.argv.slice(2);
const file = readFileSync(path);
const bytes = file[0] === 0x1f ? gunzipSync(file) : file;
const module = new WebAssembly.Module(bytes);
const named = list => list.map(one => one.name).filter(name => !name.startsWith('__')).sort().join(' ');
// Nothing else is asked of whoever runs it, and nothing else is shown but by the linker.
const [takes, gives] = [named(WebAssembly.Module.imports(module)), named(WebAssembly.Module.exports(module))];
if (takes !== 'now progress' || gives !== 'memory zopa_alloc zopa_call zopa_free') throw new Error(`${takes}; ${gives}`);

let begun = 0, most = 0;
const imports = { zopa: { now: () => performance.now(), progress: () => after && performance.now() - begun > after ? 1 : 0 } };
const { memory, zopa_alloc, zopa_call, zopa_free } = new WebAssembly.Instance(module, imports).exports;

function answer(question) {
  const text = new TextEncoder().encode(question);
  const asked = zopa_alloc(text.length) >>> 0;
  new Uint8Array(memory.buffer, asked, text.length).set(text);
  const told = zopa_call(asked, text.length) >>> 0;
  zopa_free(asked, text.length);
  const length = new DataView(memory.buffer).getUint32(told, true);
  const answer = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(memory.buffer, told + 4, length));
  zopa_free(told, length + 4);
  return answer;
}

const out = [];
for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  begun = performance.now();
  out.push(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
  const time = performance.now() - begun;
  if (time > most) [most, out.slowest] = [time, JSON.parse(line).slice(0, 60)];
}
const all = Buffer.from(out.join(''));
for (let at = 0; at < all.length;) at += writeSync(1, all, at);
console.error(`  zopa in WebAssembly: ${(bytes.length / 1e6).toFixed(2)} MB, packed ${(file.length / 1e6).toFixed(2)} MB; ${out.length} answers, the slowest after ${most.toFixed(0)} ms (${out.slowest}); memory ${memory.buffer.byteLength >> 20} MiB`);
