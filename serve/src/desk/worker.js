// The worker of a page without a server: it gets the program first, then a question at a time, and says what the program answers;
// nothing, if the program has a fault.

let program;
let running;

const imports = { zopa: { now: () => performance.now(), progress: () => 0 } };

function answer(question) {
  running ??= new WebAssembly.Instance(program, imports).exports;
  const bytes = new TextEncoder().encode(question);
  const asked = running.zopa_alloc(bytes.length) >>> 0;
  if (!asked) throw new Error('no memory');
  new Uint8Array(running.memory.buffer, asked, bytes.length).set(bytes);
  const told = running.zopa_call(asked, bytes.length) >>> 0;
  running.zopa_free(asked, bytes.length);
  if (!told) throw new Error('no memory');
  const length = new DataView(running.memory.buffer).getUint32(told, true);
  const text = new TextDecoder().decode(new Uint8Array(running.memory.buffer, told + 4, length));
  running.zopa_free(told, length + 4);
  return text;
}

addEventListener('message', ({ data }) => {
  if (typeof data !== 'string') {
    program = data;
    return;
  }
  try {
    postMessage(answer(data));
  } catch {
    running = undefined;
    postMessage(undefined);
  }
});
