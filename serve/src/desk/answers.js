// The right side: pages of reports, who accepts a package, proposals, draws, and what changed.

/// Puts a page that the server wrote into a place of its own, where its look meets no other, and nothing in it runs.
function showPage(place, html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const look = [...page.querySelectorAll('style')].map(style => style.textContent).join('\n')
    .replaceAll(':root', ':host').replace(/(^|[\n{}])(body|main)\{/g, '$1.$2{');
  // It is a part of this page: the desk has the landmarks of the document.
  const inner = make('div', { class: 'main' }, ...(page.querySelector('main') ?? page.body).childNodes);
  const body = make('div', { class: 'body' }, inner);
  body.querySelectorAll('figure').forEach(figure => figure.removeAttribute('role'));
  // The desk has the first heading of the document.
  body.querySelectorAll('h3, h2, h1').forEach(old => {
    const heading = make(`h${Number(old.tagName[1]) + 1}`, { class: old.tagName.toLowerCase() });
    heading.append(...old.childNodes);
    old.replaceWith(heading);
  });
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
  const open = new Set([...root.querySelectorAll('details')].flatMap((one, at) => one.open ? [at] : []));
  body.querySelectorAll('details').forEach((one, at) => { one.open = open.has(at); });
  const own = '.main{max-width:none;padding:.5rem 0 2rem}.h1{font-size:1.35rem;line-height:1.25;margin:.4rem 0}.h2{font-size:1.15rem;margin-top:1.6rem}.h3{font-size:1rem}';
  root.replaceChildren(make('style', {}, `${look}\n${own}`), body);
}

const shown = number => (typeof number === 'object' && number ? number.about ?? number.value : number);
const signed = number => { const text = String(shown(number)).replace('-', '−'); return text === '0' || text.startsWith('−') ? text : `+${text}`; };

const answers = {
  /// The last answer to the present text: the report as text and as data.
  solved: undefined,
  /// What is chosen for each issue, and what it is called.
  chosen: undefined,
  from: undefined,

  nameOf: (names, kind, id) => names?.[kind]?.[id]?.name ?? (typeof names?.[kind]?.[id] === 'string' ? names[kind][id] : id),

  /// What becomes of a package, in words: "everybody" only where each party is known to accept. A proposal of `solve` has no
  /// status; without a rule of acceptance, whoever refuses for certain decides.
  standing({ status, acceptable, broken, parties = {} }, rule) {
    const stands = Object.values(parties);
    const refuses = one => !one.accepts && !one.undecided;
    const all = stands.length > 0 && stands.every(one => one.accepts && !one.undecided);
    const open = { kind: 'open', text: 'Whether this package is accepted is not decided' };
    if (status === 'undecided') return open;
    if (broken?.length) return { kind: 'refuses', text: 'The rules forbid this package' };
    if (status === undefined && stands.some(one => one.undecided) && (rule || !stands.some(refuses))) return open;
    if (acceptable) {
      if (all) return { kind: 'accepts', text: 'Everybody accepts this package' };
      return { kind: 'accepts', text: `The acceptance rule passes this package, ${stands.some(refuses) ? 'though not everybody accepts it' : 'though not everybody is known to accept it'}` };
    }
    if (all) return { kind: 'refuses', text: 'The acceptance rule does not pass this package, though everybody accepts it' };
    return { kind: 'refuses', text: 'This package is refused' };
  },

  /// The rules that a package breaks, and why they hold.
  broken: ({ broken = [] }) => broken.map(rule => make('p', { class: 'help' }, `${rule.name ?? rule.id ?? ''}: ${rule.because ?? 'a rule of the model'}`)),

  /// Everybody's verdict as cards.
  verdicts(report) {
    return make('ul', { class: 'verdicts' }, ...Object.entries(report.parties ?? {}).map(([id, { accepts, undecided, gain, red_lines: lines = [] }]) =>
      make('li', { class: undecided ? 'open' : accepts ? 'accepts' : 'refuses' },
        make('strong', {}, answers.nameOf(report.names, 'parties', id)),
        make('span', {}, undecided ? 'not decided' : accepts ? 'accepts' : 'refuses'),
        make('span', { class: 'gain' }, signed(gain)),
        lines.length ? make('span', { class: 'help' }, `red line: ${lines.map(line => line.because ?? line.name ?? line.id ?? line).join('; ')}`) : undefined)));
  },

  /// The packages that one can begin with.
  beginnings() {
    const { report } = answers.solved ?? {};
    if (!report) return [];
    const found = [];
    for (const solution of report.solutions ?? []) {
      const first = solution.agreements?.[0];
      if (first?.package) found.push({ id: `concept ${solution.concept}`, name: `${report.concepts?.[solution.concept]?.name ?? solution.concept} package`, package: first.package });
    }
    for (const [id, proposal] of Object.entries(report.proposals ?? {})) {
      if (proposal.package) found.push({ id: `proposal ${id}`, name: `“${answers.nameOf(report.names, 'proposals', id)}”`, package: proposal.package });
    }
    return found;
  },

  /// Shows the choices for each issue: what may be chosen stands in the text.
  choices() {
    const issues = membersOf(member(forms.tree, 'issues'));
    const beginnings = answers.beginnings();
    // A package of another model, or of one that has other issues now, is none here.
    const ids = issues.map(({ key }) => key);
    const fits = answers.chosen && Object.keys(answers.chosen).sort().join('\n') === [...ids].sort().join('\n');
    if (!fits && beginnings.length) answers.begin(beginnings[0]);
    const menu = $('beginning');
    const wanted = beginnings.map(one => one.id + one.name).join('\n');
    if (menu.dataset.shown !== wanted) {
      menu.dataset.shown = wanted;
      menu.replaceChildren(make('option', { value: '' }, 'begin with …'), ...beginnings.map(one => make('option', { value: one.id }, one.name)));
    }
    const place = $('choices');
    const options = node => {
      const list = member(node, 'options');
      if (list?.kind === 'array') return list.items.map(item => ({ id: textOf(item) ?? textOf(member(item, 'id')) ?? '', name: textOf(item) ?? textOf(member(item, 'name')) ?? '' }));
      return membersOf(list).map(({ key, node: option }) => ({ id: key, name: textOf(member(option, 'name')) ?? key }));
    };
    const described = issues.map(({ key, node }) => {
      const levels = member(node, 'integer') ?? member(node, 'continuous');
      const [min, max, step] = ['min', 'max', 'step'].map(one => member(levels, one)?.raw);
      return { key, name: textOf(member(node, 'name')) ?? key, options: levels ? undefined : options(node), min, max, step: step ?? (member(node, 'integer') ? '1' : 'any'), unit: textOf(member(levels, 'unit')) };
    });
    const signature = JSON.stringify(described);
    if (place.dataset.signature !== signature) {
      place.dataset.signature = signature;
      place.replaceChildren(...described.map(issue => make('fieldset', { 'data-issue': issue.key },
        make('legend', {}, issue.name),
        ...(issue.options
          ? issue.options.map(({ id, name }) => make('label', { class: 'choice' },
            make('input', { type: 'radio', name: `choice ${issue.key}`, value: id, onchange: () => answers.choose(issue.key, id) }), make('span', {}, name)))
          : [make('input', { type: 'number', min: issue.min, max: issue.max, step: issue.step, 'aria-label': issue.name, oninput: event => event.target.value !== '' && answers.choose(issue.key, event.target.value) }),
            make('span', { class: 'soft' }, ` ${issue.unit ?? ''} (${issue.min} to ${issue.max})`)]))));
    }
    if (!answers.chosen) return;
    for (const set of place.children) {
      const by = answers.chosen[set.dataset.issue];
      for (const input of set.querySelectorAll('input')) {
        if (input.type === 'radio') input.checked = input.value === String(by);
        else if (document.activeElement !== input) input.value = by ?? '';
      }
    }
  },

  begin({ name, package: chosen }) {
    answers.chosen = Object.fromEntries(Object.entries(chosen).map(([issue, by]) => [issue, String(shown(by) === undefined ? by : by?.value ?? by)]));
    answers.from = name;
    answers.drop_mend();
  },

  /// What mends a package says nothing of another one, or of another text.
  drop_mend() {
    answers.mending?.abort();
    answers.mended = undefined;
    $('mend').replaceChildren();
    $('take-mend').hidden = true;
  },

  choose(issue, option) {
    answers.chosen = { ...answers.chosen, [issue]: option };
    answers.from = `changed from ${String(answers.from ?? 'nothing').replace(/^changed from /, '')}`;
    answers.drop_mend();
    main.look('package');
  },

  /// Who accepts what is chosen.
  async package(signal) {
    answers.choices();
    const { chosen } = answers;
    if (!chosen) { $('verdict').textContent = 'There is no package to look at yet: choose an option for every issue.'; return; }
    const answer = await server.ask('evaluate', [main.model()], { package: chosen, format: 'json' }, signal);
    const report = JSON.parse(answer.text);
    const html = await server.ask('show', [{ name: 'report.json', text: answer.text, raw: true }], { format: 'html' }, signal);
    signal.throwIfAborted();
    const { kind, text } = answers.standing(report);
    $('verdict').replaceChildren(
      make('p', { class: kind },
        make('strong', {}, text),
        answers.from ? ` (${answers.from})` : ''),
      ...answers.broken(report),
      answers.verdicts(report));
    showPage($('package-page'), html.text);
  },

  /// The nearest package that everybody accepts.
  async mend() {
    if (!answers.chosen) return;
    answers.drop_mend();
    $('mend').replaceChildren(make('p', { class: 'soft' }, 'Looking for the fewest changes …'));
    answers.mending = new AbortController();
    const { signal } = answers.mending;
    main.resting?.abort();
    try {
      const answer = await server.ask('explain', [main.model()], { package: answers.chosen, format: 'json' }, signal);
      signal.throwIfAborted();
      const report = JSON.parse(answer.text);
      const nearest = report.nearest?.packages?.[0];
      answers.mended = nearest?.package;
      $('mend').replaceChildren(answers.changes(report, nearest));
      $('take-mend').hidden = !nearest;
    } catch (error) { main.failed(error, $('mend')); }
    if (!signal.aborted) main.follow();
  },

  /// The changes that mend a package, in words.
  changes(report, nearest) {
    const stands = Object.values(report.parties ?? {});
    // Where utilities are known within an error, so is who would accept.
    const about = stands.some(one => one.undecided || one.error !== undefined);
    if (!nearest) {
      const all = stands.length > 0 && stands.every(one => one.accepts && !one.undecided);
      const why = report.nearest_stopped_by ? 'It was not found in time.'
        : all ? report.acceptable ? 'Nothing has to be changed: everybody accepts it.' : 'Everybody accepts it; what would make it pass the rules is not known.'
        : about ? 'What everybody would accept is not decided: utilities are known within an error only.' : 'No package near it is accepted by everybody.';
      return make('p', {}, why);
    }
    const { names } = report;
    const option = (issue, by) => {
      const known = names?.issues?.[issue]?.options?.[by];
      const unit = names?.issues?.[issue]?.unit;
      return typeof known === 'string' ? known : known?.name ?? `${shown(by)}${unit ? ` ${unit}` : ''}`;
    };
    const gains = Object.entries(nearest.gains ?? {}).map(([party, gain]) => `${answers.nameOf(names, 'parties', party)} ${signed(gain)}`);
    return make('div', {},
      make('p', {}, `${about ? 'As far as utilities are known, everybody' : 'Everybody'} would accept it with ${nearest.changed.length === 1 ? '1 change' : `${nearest.changed.length} changes`}${about ? '' : '; fewer are not enough'}:`),
      make('ul', {}, ...nearest.changed.map(({ issue, from, to }) =>
        make('li', {}, `${answers.nameOf(names, 'issues', issue)}: ${option(issue, from)} → `, make('strong', {}, option(issue, to))))),
      make('p', { class: 'soft' }, `Gains then: ${gains.join(', ')}.`));
  },

  /// The proposals of the model, who refuses them, and what would mend them.
  async proposals(signal) {
    const { report } = answers.solved ?? {};
    if (!report) return;
    const entries = Object.entries(report.proposals ?? {});
    const place = $('proposals');
    if (!entries.length) { place.replaceChildren(make('p', {}, 'The model names no proposals.')); return; }
    const cards = entries.map(([id, proposal]) => {
      const near = make('div', { class: 'near' });
      const name = answers.nameOf(report.names, 'proposals', id);
      const standing = answers.standing(proposal, report.acceptance);
      const open = () => { answers.begin({ name: `“${name}”`, package: proposal.package }); main.show_tab('right', 'package'); };
      const card = make('section', { class: 'card' },
        make('h3', {}, name),
        make('p', { class: standing.kind }, `${standing.text}.`),
        ...answers.broken(proposal),
        answers.verdicts({ ...proposal, names: report.names }), near,
        make('button', { type: 'button', onclick: open }, 'Change it'));
      return { id, proposal, near, card };
    });
    place.replaceChildren(...cards.map(one => one.card));
    for (const { id, proposal, near } of cards) {
      if (proposal.acceptable) continue;
      near.replaceChildren(make('p', { class: 'soft' }, 'Looking for the fewest changes …'));
      try {
        const answer = await server.ask('explain', [main.model()], { proposal: id, format: 'json' }, signal);
        signal.throwIfAborted();
        const explained = JSON.parse(answer.text);
        near.replaceChildren(answers.changes(explained, explained.nearest?.packages?.[0]));
      } catch (error) {
        if (error.name === 'AbortError') throw error;
        main.failed(error, near);
      }
    }
  },

  /// Whether some number of the text has a range, or some state is only believed in.
  uncertain: () => /"(low|distribution|states)"\s*:/.test(editor.text),

  /// Draws the numbers that have ranges, unless that was done for this text; how often there is a deal stands on the tab.
  async draw(signal) {
    if (answers.drawn?.of !== editor.text) {
      const of = editor.text;
      const answer = await server.ask('sweep', [main.model()], { draws: 100, seed: 1, format: 'json', 'time-limit': 5 }, signal);
      signal.throwIfAborted();
      answers.drawn = { of, text: answer.text, ...JSON.parse(answer.text) };
    }
    const { draws, deals, unsolved = 0, stopped } = answers.drawn;
    // What could not be solved is neither a deal nor none.
    $('share').textContent = !draws ? '' : unsolved ? ` ${deals} to ${deals + unsolved} of ${draws}`
      : stopped ? ` ${deals} of ${draws}, stopped` : ` ${Math.round(100 * deals / draws)}%`;
    return answers.drawn;
  },

  /// Shares of draws, where numbers have ranges.
  async draws(signal) {
    const state = $('draws-state');
    if (!answers.uncertain()) {
      state.textContent = 'No number of this model has a range, so there is nothing to draw.';
      $('draws-page').shadowRoot?.replaceChildren();
      return;
    }
    state.textContent = 'Drawing …';
    const { text, stopped, draws, unsolved = 0 } = await answers.draw(signal);
    const html = await server.ask('show', [{ name: 'report.json', text, raw: true }], { format: 'html' }, signal);
    signal.throwIfAborted();
    state.textContent = [
      stopped ? `Stopped before all draws were made; these are the ${draws} that were.` : '',
      unsolved ? `${unsolved} of them could not be solved within the limits: they count neither as a deal nor as none.` : '',
    ].filter(Boolean).join(' ');
    showPage($('draws-page'), html.text);
  },

  /// What is different from the state that was marked.
  async changed(signal) {
    if (main.before === undefined || main.before === editor.text) {
      $('changes-state').textContent = 'Nothing has been changed since then.';
      $('changes-page').shadowRoot?.replaceChildren();
      return;
    }
    $('changes-state').textContent = 'Comparing …';
    const answer = await server.ask('compare', [{ name: 'before', text: main.before }, { name: 'now', text: editor.text }], { format: 'html', 'time-limit': 5 }, signal);
    signal.throwIfAborted();
    $('changes-state').textContent = '';
    showPage($('changes-page'), answer.text);
  },
};
