// Questions to the server. What nobody waits for any more is taken back, which ends its search.

const server = {
  token: undefined,

  /// Asks a command of files; the answer with how it ended.
  async ask(command, files, options, signal) {
    const body = written(files, options);
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

  /// The model that it was started with, if there is one: its name and its text.
  async start() {
    const answer = await server.fetch('/v1/start');
    if (answer.ok) return await answer.json() ?? undefined;
    if (answer.status === 401) throw new Refused(401, { code: 'token', message: 'the server asks for a token' });
    return undefined;
  },

  /// The text of a model to begin with.
  example: async name => server.text(await server.fetch(`/examples/${name}`)),

  /// Whether it answers.
  async there() {
    try { return (await server.fetch('/healthz')).ok; } catch { return false; }
  },
};
