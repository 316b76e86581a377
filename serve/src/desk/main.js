// What happens when: each change of the text is asked about at once. An answer that is older than what is shown is dropped; what is
// shown and answers an older text says so.

/// A question that runs for longer than this is taken back when the text changes; shorter ones are waited for, so that a slider
/// that is moved has answers on the way.
const PATIENCE = 150;
/// What is not the first answer waits until nothing has changed for so long.
const PAUSE = 350;
const TYPING = 60;
const DRAWING = 1500;
/// What is still shown after so long, while the answer to a newer text is looked for, is said to be old.
const OLD = 400;
/// The tabs that are filled when somebody reads them.
const FILLED = ['package', 'proposals', 'draws', 'changes'];

const main = {
  /// Counts states of the text.
  state: 0,
  asking: undefined,
  /// The text that changes are compared with.
  before: undefined,

  model: () => ({ name: editor.name, text: editor.text }),

  async begin() {
    editor.begin();
    editor.changed = kind => main.changed(kind);
    for (const side of ['left', 'right']) main.tabs(side);
    main.buttons();
    const copy = await copies.claim();
    let start = copy && { name: copy.name, text: copy.text };
    if (!start) start = await main.start();
    editor.open(start.name, start.text);
    editor.past.length = 0;
    $('undo').disabled = true;
    main.before = editor.text;
    addEventListener('pagehide', () => { if (!main.forgotten) copies.put(main.file()); });
    // Behind the copy of this tab, the model that the desk was started with is in the menu.
    if (copy) main.started = await server.start().catch(() => undefined);
  },

  /// The model that the desk was started with, or an example.
  async start() {
    for (;;) {
      try {
        return await server.start() ?? { name: 'first-steps.json', text: await server.example('first-steps') };
      } catch (error) {
        if (error.status === 401) { await main.ask_token(); continue; }
        return { name: 'model.json', text: '{\n  "zopa": 1,\n  "parties": {},\n  "issues": {},\n  "utilities": {}\n}\n' };
      }
    }
  },

  /// The file as it is now, with its own line ends.
  file: () => ({ name: editor.name, text: editor.file() }),

  async keep() {
    const kept = await copies.keep(main.file);
    $('kept').textContent = kept ? '' : 'This browser keeps no copy: save the file now and then.';
  },

  changed(kind) {
    main.state++;
    $('share').textContent = '';
    clearTimeout(main.keeping);
    main.forgotten = false;
    main.keeping = setTimeout(main.keep, 150);
    main.resting?.abort();
    main.filling?.abort();
    main.handing?.abort();
    answers.drop_mend();
    clearTimeout(main.rest_soon);
    // The open tab is old only when its answer takes long.
    const open = main.open_tab('right');
    for (const tab of FILLED) if (tab !== open) main.old(true, tab);
    const { asking } = main;
    // What takes long is taken back; what is almost there is waited for.
    if (asking) asking.taking_back ??= setTimeout(() => asking.controller.abort(), PATIENCE - (performance.now() - asking.since));
    clearTimeout(main.soon);
    if (kind === 'typed') main.soon = setTimeout(main.ask, TYPING);
    else main.ask();
    // The question is on its way; meanwhile, the rest of the page.
    $('name').textContent = editor.name;
    forms.show();
  },

  /// Asks about the present text, unless something is asked: then when that is over.
  async ask() {
    if (main.asking) return;
    const controller = new AbortController();
    const asking = { since: performance.now(), state: main.state, controller };
    main.asking = asking;
    const newest = () => asking.state === main.state;
    document.body.classList.add('asking');
    // A long search is told of, and what is still shown is of an older text.
    const telling = setTimeout(() => {
      main.say('Looking …', 'busy');
      main.old(true);
    }, OLD);
    try {
      const answer = await server.ask('solve', [main.model()], { format: 'json' }, controller.signal);
      const report = { name: 'report.json', text: answer.text, raw: true };
      const html = await server.ask('show', [report], { format: 'html' }, controller.signal);
      clearTimeout(telling);
      main.answered(asking, answer, html.text, newest());
    } catch (error) {
      if (newest() && error.name !== 'AbortError') main.wrong(error, asking.state);
    }
    clearTimeout(telling);
    clearTimeout(asking.taking_back);
    main.asking = undefined;
    document.body.classList.remove('asking');
    if (!newest()) return main.ask();
    main.rest_soon = setTimeout(main.rest, main.open_tab('right') === 'package' ? 0 : PAUSE);
  },

  /// Shows an answer. While a slider moves, there are answers of states on the way; none is older than what is shown.
  answered({ state, since }, answer, html, newest) {
    main.there(true);
    const report = JSON.parse(answer.text);
    answers.solved = { report, state };
    showPage($('answer-page'), html);
    main.old(false, 'answer');
    main.verdict(report, performance.now() - since, answer.notes);
    if (newest) document.body.dataset.answered = state;
  },

  /// What follows after the answer: what stands in the open tab, and then what nobody waits for.
  rest() {
    if (answers.solved?.state === main.state) main.look(main.open_tab('right'));
  },

  /// What nobody waits for: warnings, and draws. Whoever asks for something has it taken back, and begun again behind that.
  async follow() {
    if (answers.solved?.state !== main.state) return;
    const { state } = main;
    const controller = new AbortController();
    main.resting?.abort();
    main.resting = controller;
    const { signal } = controller;
    try {
      if (document.body.dataset.rested !== String(state)) {
        const answer = await server.ask('check', [main.model()], { format: 'json' }, signal);
        signal.throwIfAborted();
        editor.mark(JSON.parse(answer.text).diagnostics);
        document.body.dataset.rested = state;
      }
      if (!answers.uncertain() || main.open_tab('right') === 'draws') return;
      // Draws are many searches: they wait until somebody reads.
      await new Promise(done => setTimeout(done, DRAWING));
      signal.throwIfAborted();
      await answers.draw(signal);
    } catch (error) {
      if (error instanceof Away) main.away();
    }
  },

  /// Fills a tab; what filled one before has nobody who reads it.
  async fill(tab) {
    main.filling?.abort();
    main.filling = new AbortController();
    const { signal } = main.filling;
    const make_it = { package: answers.package, proposals: answers.proposals, draws: answers.draws, changes: answers.changed }[tab];
    if (!make_it) return;
    const state = main.state;
    // Without an answer to this text there is nothing to fill it with yet; what has changed is known without one.
    if (tab !== 'changes' && answers.solved?.state !== state) return main.old(true, tab);
    const telling = setTimeout(() => signal.aborted || main.old(true, tab), OLD);
    try {
      await make_it(signal);
      signal.throwIfAborted();
    } catch (error) {
      if (error.name === 'AbortError' || signal.aborted) return;
      main.failed(error, $(`${tab}-problem`));
      main.old(true, tab);
      if (error instanceof Away) throw error;
      return;
    } finally { clearTimeout(telling); }
    main.old(false, tab);
    $(`${tab}-problem`)?.replaceChildren();
    document.body.dataset[tab] = state;
  },

  /// Fills a tab because somebody looks at it now.
  async look(tab) {
    clearTimeout(main.rest_soon);
    main.resting?.abort();
    const looking = {};
    main.looking = looking;
    try { await main.fill(tab); } catch (error) {
      if (error instanceof Away) main.away();
      return;
    }
    // Somebody looks elsewhere by now: what follows begins behind that.
    if (main.looking === looking) main.follow();
  },

  verdict(report, time, notes) {
    const { status, packages = {} } = report;
    const count = text => String(text ?? '').replace(/\B(?=(\d{3})+$)/g, ',');
    // Where a rule of acceptance decides, those that it passes are counted, not those that everybody accepts.
    const passing = 'acceptable' in packages ? packages.acceptable : packages.individually_rational;
    const words = {
      agreement: passing && packages.feasible
        ? `An agreement is possible: ${count(passing)} of ${count(packages.feasible)} packages` : 'An agreement is possible',
      no_agreement: 'No agreement is possible',
      stopped: 'Not proven in time: see the page',
      undecided: 'Not decided, as numbers are known within an error only: see the page',
    };
    const text = words[status] ?? words[Object.keys(words).find(key => status?.startsWith?.(key))] ?? String(status);
    main.say(text, status === 'agreement' ? 'accepts' : status === 'no_agreement' ? 'refuses' : 'busy', time);
    $('notes').textContent = [main.given_up, notes].filter(Boolean).join(' ');
    main.given_up = undefined;
  },

  say(text, kind, time) {
    const status = $('status');
    status.className = kind ?? '';
    if ($('status-text').textContent !== text) $('status-text').textContent = text;
    $('time').textContent = time === undefined ? '' : `${Math.round(time)} ms`;
  },

  /// What came instead of an answer.
  wrong(error, state) {
    document.body.dataset.answered = state;
    if (error instanceof Away) return main.away();
    if (error.status === 401) return main.ask_token().then(main.ask);
    main.there(true);
    main.old(true);
    answers.solved = undefined;
    const findings = error.diagnostics ?? [];
    editor.mark(findings);
    main.say(findings.length ? `The model has ${findings.length === 1 ? 'a mistake' : `${findings.length} mistakes`}: ${error.message}`
      : `${error.message}${error.help ? ` (${error.help})` : ''}`, 'refuses');
  },

  /// Whether what is shown in a tab, or in all of them, answers an older text.
  old(yes, ...tabs) {
    for (const tab of tabs.length ? tabs : ['answer', ...FILLED]) $(`panel-${tab}`).classList.toggle('old', yes);
    main.tell_old();
  },

  tell_old() {
    const open = main.open_tab('right');
    const shows = open === 'answer' ? $('answer-page').shadowRoot : document.body.dataset[open] !== undefined;
    $('old').hidden = !shows || !$(`panel-${open}`).classList.contains('old');
  },

  failed(error, place) {
    if (error.name === 'AbortError') return;
    const text = error instanceof Away ? 'The server does not answer.' : `${error.message}${error.help ? ` (${error.help})` : ''}`;
    place?.replaceChildren(make('p', { class: 'refuses' }, text));
  },

  /// The server is gone: what is typed is kept here, and asked about when it is back.
  async away() {
    main.there(false);
    main.old(true);
    if (main.waiting) return;
    main.waiting = true;
    while (!(await server.there())) await new Promise(done => setTimeout(done, 1000));
    main.waiting = false;
    main.there(true);
    main.ask();
  },

  there(yes) {
    $('away').hidden = yes;
    if (!yes) main.say('No answer', 'refuses');
  },

  ask_token() {
    const dialog = $('token');
    dialog.showModal();
    return new Promise(done => dialog.addEventListener('close', () => {
      server.token = $('token-text').value.trim();
      done();
    }, { once: true }));
  },

  open_tab: side => $(side).querySelector('[role=tab][aria-selected=true]').dataset.tab,

  show_tab(side, name) {
    for (const tab of $(side).querySelectorAll('[role=tab]')) {
      const on = tab.dataset.tab === name;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      $(tab.getAttribute('aria-controls')).hidden = !on;
    }
    if (side === 'right') {
      main.tell_old();
      main.look(name);
    }
    if (name === 'text') editor.scroll();
  },

  tabs(side) {
    const tabs = [...$(side).querySelectorAll('[role=tab]')];
    tabs.forEach((tab, at) => {
      tab.addEventListener('click', () => main.show_tab(side, tab.dataset.tab));
      tab.addEventListener('keydown', event => {
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const other = tabs[(to + tabs.length) % tabs.length];
        other.focus();
        main.show_tab(side, other.dataset.tab);
      });
    });
  },

  buttons() {
    const on = (id, event, what) => $(id).addEventListener(event, what);
    on('undo', 'click', editor.undo);
    on('redo', 'click', editor.redo);
    on('open', 'click', () => $('file').click());
    on('file', 'change', () => main.open([...$('file').files]));
    on('save', 'click', main.save);
    on('export', 'click', main.export);
    on('mark', 'click', () => { main.before = editor.text; main.look('changes'); });
    on('find-mend', 'click', answers.mend);
    on('take-mend', 'click', () => {
      if (answers.mended) answers.begin({ name: 'mended', package: answers.mended });
      main.look('package');
    });
    on('beginning', 'change', () => {
      const one = answers.beginnings().find(({ id }) => id === $('beginning').value);
      $('beginning').value = '';
      if (one) { answers.begin(one); main.look('package'); }
    });
    on('examples', 'change', async () => {
      const { value } = $('examples');
      $('examples').value = '';
      if (value === 'forget copies') {
        clearTimeout(main.keeping);
        main.forgotten = true;
        const others = await copies.forget();
        $('kept').textContent = !others ? 'The copies in this browser are forgotten.'
          : navigator.locks ? 'The copies in this browser are forgotten, but for those of other open tabs.'
          : 'The copy of this tab is forgotten. The others are kept, as this browser does not tell which tabs are open.';
        return;
      }
      if (value === 'start' && main.started) { main.other(main.started.name, main.started.text); return; }
      if (value.startsWith('copy ')) {
        const copy = copies.read(value.slice('copy '.length));
        if (copy) main.other(copy.name, copy.text);
        return;
      }
      try { main.other(`${value}.json`, await server.example(value)); } catch { main.away(); }
    });
    on('examples', 'focus', main.list_copies);
    addEventListener('keydown', event => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || $('token').open) return;
      const key = event.key.toLowerCase();
      const what = { z: event.shiftKey ? editor.redo : editor.undo, y: editor.redo, s: main.save, o: () => $('file').click() }[key];
      if (!what) return;
      event.preventDefault();
      what();
    });
    addEventListener('dragover', event => event.preventDefault());
    addEventListener('drop', event => { event.preventDefault(); main.open([...event.dataTransfer.files]); });
  },

  /// The copies of other tabs, in the menu.
  list_copies() {
    const group = $('copies');
    const all = copies.all();
    const others = all.filter(copy => copy.id !== copies.id);
    group.hidden = !all.length && !main.started;
    group.replaceChildren(
      ...(main.started ? [make('option', { value: 'start' }, `${main.started.name}, as the desk began with it`)] : []),
      ...others.map(({ id, name, at }) => make('option', { value: `copy ${id}` }, `${name}, ${new Date(at).toLocaleString()}`)),
      ...(all.length ? [make('option', { value: 'forget copies' }, 'Forget the copies')] : []));
  },

  other(name, text) {
    answers.chosen = undefined;
    editor.open(name, text);
    main.before = editor.text;
  },

  /// Files from this machine: a model, or what another program wrote, which becomes one.
  async open(files) {
    $('file').value = '';
    if (!files.length) return;
    try {
      // A file of other letters would not be saved as it was: it is refused, and a mark at its beginning is kept.
      const read = async file => {
        try { return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer()); } catch (error) {
          throw new Error(error instanceof TypeError ? `${file.name} is not written in UTF-8` : error.message);
        }
      };
      const texts = await Promise.all(files.map(async file => ({ name: file.name, text: await read(file) })));
      const [first] = texts;
      if (texts.length === 1 && /"zopa"\s*:/.test(first.text)) return main.other(first.name, first.text);
      const answer = await main.hand('import', texts, {});
      main.other(`${first.name.replace(/\.[^.]*$/, '')}.json`, answer.text);
    } catch (error) {
      if (error instanceof Away) return main.away();
      if (error.name === 'AbortError') main.given_up = 'The file was not opened, as something else was done meanwhile.';
      else main.say(`It cannot be opened: ${error.message}`, 'refuses');
    }
  },

  /// Asks for what becomes a file, or comes from one. Whatever changes the text takes it back, so that nothing waits behind it.
  hand(command, files, options) {
    main.handing?.abort();
    main.handing = new AbortController();
    main.resting?.abort();
    return server.ask(command, files, options, main.handing.signal).finally(() => { main.follow(); });
  },

  save: () => main.download(editor.name, editor.file(), 'application/json'),

  /// All of it with pictures, as one page.
  async export() {
    main.say('The report is being written …', 'busy');
    try {
      const answer = await main.hand('report', [main.model()], { format: 'html' });
      main.download(`${editor.name.replace(/\.json$/, '')}-report.html`, answer.text, 'text/html');
      main.say('The report is saved', '');
    } catch (error) {
      if (error instanceof Away) return main.away();
      if (error.name === 'AbortError') main.given_up = 'The report was not written, as something else was done meanwhile.';
      else main.say(`There is no report: ${error.message}`, 'refuses');
    }
  },

  download(name, text, type) {
    const link = make('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  },
};

main.begin();
