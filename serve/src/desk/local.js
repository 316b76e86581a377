// Questions to zopa itself, which is a part of this page: it answers in a worker, one question after another. What nobody waits
// for any more ends with the worker, if it does not end at once by itself.

/// A question that is taken back has so long to end by itself; a new worker costs about as much.
const ENDING = 50;
/// What a question may take, in seconds, unless it says less; and when its worker is ended, whatever it does.
const SECONDS = 10;
const LATEST = 20_000;

const server = {
  /// The program, as soon as it is unpacked.
  program: undefined,
  worker: undefined,
  /// Questions that wait for their turn, and the one that has it.
  waiting: [],
  running: undefined,

  ask(command, files, options, signal) {
    return new Promise((resolve, reject) => {
      const question = written(files, { 'time-limit': SECONDS, ...options }, `"command":${JSON.stringify(command)},`);
      const one = { question, resolve, reject };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => {
        reject(signal.reason);
        server.waiting = server.waiting.filter(other => other !== one);
        if (server.running === one) one.ending ??= setTimeout(server.end, ENDING);
      });
      server.waiting.push(one);
      server.next();
    });
  },

  /// Asks what waits first, if nothing is being answered.
  async next() {
    if (server.running || !server.waiting.length) return;
    const one = server.waiting.shift();
    server.running = one;
    try {
      server.program ??= server.unpack();
      const program = await server.program;
      // It may have been taken back meanwhile.
      if (server.running !== one) return;
      server.worker ??= server.begin(program);
      one.latest = setTimeout(() => server.end(['too-slow', 'zopa did not come to an end in time', 'ask for less']), LATEST);
      server.worker.postMessage(one.question);
    } catch (error) {
      server.fault(`this browser cannot run it: ${error.message}`, 'it needs WebAssembly, workers and DecompressionStream, which browsers have since 2023');
    }
  },

  /// The program, from the text that it is in this page.
  async unpack() {
    const letters = atob($('program').textContent.trim());
    let bytes = Uint8Array.from(letters, letter => letter.charCodeAt(0));
    // As gzip packs it.
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      bytes = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
    }
    return WebAssembly.compile(bytes);
  },

  begin(program) {
    server.script ??= URL.createObjectURL(new Blob([$('worker').textContent], { type: 'text/javascript' }));
    const worker = new Worker(server.script);
    worker.addEventListener('message', ({ data }) => server.answered(data));
    worker.addEventListener('error', event => {
      event.preventDefault();
      server.fault(`the part of the page that answers cannot run: ${event.message}`);
    });
    worker.postMessage(program);
    return worker;
  },

  /// What the worker said to the question that runs; nothing, if it had a fault.
  answered(text) {
    const one = server.over();
    if (text === undefined) {
      server.drop();
      one?.reject(new Refused(500, { code: 'fault', message: 'zopa has a fault, or no memory left, and could not answer this', help: 'please tell the makers of zopa, with the model if you can' }));
    } else {
      const { error, text: answer, ending, notes } = JSON.parse(text);
      if (error) one?.reject(new Refused(error.code === 'refused' ? 422 : 400, error));
      else one?.resolve({ text: answer, ending, notes });
    }
    server.next();
  },

  /// Nothing is being answered any more.
  over() {
    const one = server.running;
    clearTimeout(one?.ending);
    clearTimeout(one?.latest);
    server.running = undefined;
    return one;
  },

  drop() {
    server.worker?.terminate();
    server.worker = undefined;
  },

  /// Ends the worker with what it does.
  end([code, message, help] = ['ended', 'it was taken back']) {
    server.drop();
    server.over()?.reject(new Refused(503, { code, message, help }));
    server.next();
  },

  /// Nothing will be answered.
  fault(message, help) {
    server.drop();
    for (const one of [server.over(), ...server.waiting.splice(0)]) one?.reject(new Refused(500, { code: 'fault', message, help }));
  },

  start: async () => JSON.parse($('start').textContent) ?? undefined,
  example: async name => JSON.parse($('models').textContent)[name],
  there: async () => true,
};
