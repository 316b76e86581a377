// Questions to the server. What nobody waits for any more is taken back, which ends its search.

class Refused extends Error {
  constructor(status, error) {
    super(error.message);
    Object.assign(this, { status, code: error.code, help: error.help, diagnostics: error.diagnostics, text: error.text });
  }
}

/// The server does not answer.
class Away extends Error {}

const server = {
  token: undefined,

  /// Asks a command of files; the answer with how it ended. `raw` files are JSON already.
  async ask(command, files, options, signal) {
    const file = ({ name, text, raw }) => `{"name":${JSON.stringify(name)},"text":${raw ? text : JSON.stringify(text)}}`;
    const body = `{"files":[${files.map(file).join()}],"options":${JSON.stringify(options)}}`;
    for (let tries = 0; ; tries++) {
      const answer = await server.fetch(`/v1/${command}`, { method: 'POST', body, signal });
      if (answer.status === 429 && tries < 20) {
        await new Promise(done => setTimeout(done, 1000 * Number(answer.headers.get('retry-after') ?? 1)));
        signal?.throwIfAborted();
        continue;
      }
      const text = await server.text(answer, signal);
      if (!answer.ok) {
        let error;
        try { ({ error } = JSON.parse(text)); } catch { error = { code: 'fault', message: `the server answered ${answer.status}` }; }
        throw new Refused(answer.status, error);
      }
      const notes = answer.headers.get('zopa-notes');
      return { text, ending: answer.headers.get('zopa-ending'), notes: notes ? JSON.parse(notes) : '' };
    }
  },

  async fetch(path, asked = {}) {
    const headers = { 'content-type': 'application/json' };
    if (server.token) headers.authorization = `Bearer ${server.token}`;
    try {
      return await fetch(path, { ...asked, headers, cache: 'no-store', credentials: 'omit' });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Away();
    }
  },

  async text(answer, signal) {
    try {
      return await answer.text();
    } catch (error) {
      if (error.name === 'AbortError' || signal?.aborted) throw error;
      throw new Away();
    }
  },

  /// Whether it answers.
  async there() {
    try { return (await server.fetch('/healthz')).ok; } catch { return false; }
  },
};
