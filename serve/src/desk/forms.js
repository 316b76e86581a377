// Forms for parties, issues and what options are worth. They are another view of the text: a change is made there, at the
// place of the number, and every other byte stays.

const MOST_NUMBERS = 3000;

const keyOf = path => path.join('\u0000');

const forms = {
  tree: undefined,
  signature: undefined,
  /// By path, what shows a number.
  controls: new Map(),

  /// Reads the text and shows it. What cannot be read leaves the forms as they were, and unused.
  show() {
    let described;
    try {
      forms.tree = parsed(editor.text);
      described = describe(forms.tree);
    } catch { forms.tree = undefined; }
    $('forms-off').hidden = Boolean(forms.tree);
    $('forms').inert = !forms.tree;
    if (!forms.tree) return;
    const signature = JSON.stringify(described, (key, value) => key === 'raw' || key === 'value' ? undefined : value);
    if (signature !== forms.signature) {
      forms.signature = signature;
      forms.build(described);
    }
    for (const section of described.sections) {
      for (const row of section.rows) for (const cell of row.cells) if (cell) forms.update(cell);
      for (const { path, key, value } of section.texts ?? []) {
        const control = forms.controls.get(keyOf([...path, key]));
        if (control && control.input.value !== value) control.input.value = value;
      }
    }
  },

  update({ path, raw, low, high }) {
    const control = forms.controls.get(keyOf(path));
    if (!control) return;
    const { input, slider } = control;
    if (document.activeElement !== input || !input.hasAttribute('aria-invalid')) {
      if (input.value !== raw) input.value = raw;
    }
    if (!slider) return;
    control.steps = stepsOf(low, high, raw);
    // A number of no size that a slider could have.
    slider.disabled = !control.steps;
    if (!control.steps) return;
    const { from, step, places, count } = control.steps;
    if (slider.max !== String(count)) slider.max = count;
    const place = String((scaled(raw, places) - from) / step);
    if (slider.value !== place) slider.value = place;
    slider.setAttribute('aria-valuetext', raw);
  },

  build({ parties, sections, more }) {
    forms.controls.clear();
    // Whoever types goes on where they were: a name stands in headings, too, and each letter of it builds them anew.
    const { activeElement: active } = document;
    const key = $('forms').contains(active) ? active.dataset.key : undefined;
    const chosen = key && active.type === 'text' ? [active.selectionStart, active.selectionEnd] : undefined;
    const open = new Set([...$('forms').querySelectorAll('details[open]')].map(one => one.dataset.id));
    const first = !$('forms').childElementCount;
    $('forms').replaceChildren(
      ...sections.map((section, at) => make('details',
        { 'data-id': section.id, open: first ? at < 2 : open.has(section.id) },
        make('summary', {}, section.title),
        section.note ? make('p', { class: 'soft' }, section.note) : undefined,
        section.texts?.length ? make('div', { class: 'texts' }, ...section.texts.map(forms.text_control)) : undefined,
        section.rows.length ? make('div', { class: 'grid', tabindex: '0', role: 'group', 'aria-label': section.title }, make('table', { style: `min-width:${8 + 7.5 * parties.length}rem` },
          make('thead', {}, make('tr', {}, make('td'), ...parties.map(party => make('th', { scope: 'col' }, party.name)))),
          make('tbody', {}, ...section.rows.map(row => make('tr', {},
            make('th', { scope: 'row' }, row.label),
            ...row.cells.map((cell, at) => make('td', {}, cell ? forms.number_control(cell, `${parties[at].name}, ${section.title}: ${row.label}`) : undefined))))))) : undefined,
        section.issue ? forms.adding(section) : undefined)),
      ...(more ? [make('p', { class: 'soft' }, `${more} more numbers are in the text.`)] : []));
    const again = key && [...$('forms').querySelectorAll('[data-key]')].find(one => one.dataset.key === key);
    again?.focus({ preventScroll: true });
    if (again && chosen) again.setSelectionRange(...chosen);
  },

  /// A number with, where it has a range, its slider.
  number_control({ path, raw, low, high, because }, label) {
    const set = by => {
      const node = forms.tree && nodeAt(forms.tree, path);
      if (node?.kind === 'number') editor.set(replaced(editor.text, node, by), `number ${path.join('.')}`);
    };
    const input = make('input', { type: 'text', inputmode: 'decimal', class: 'number', 'data-key': keyOf(path), 'aria-label': label, title: because, value: raw,
      oninput: () => {
        const text = input.value.trim().replace('−', '-');
        const fine = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
        if (fine) input.removeAttribute('aria-invalid'); else input.setAttribute('aria-invalid', 'true');
        if (fine) set(text);
      },
      onblur: () => {
        const node = forms.tree && nodeAt(forms.tree, path);
        input.removeAttribute('aria-invalid');
        if (node) input.value = node.raw;
      } });
    const steps = low === undefined ? undefined : stepsOf(low, high, raw) ?? stepsOf(low, high, low);
    const control = { input, steps };
    forms.controls.set(keyOf(path), control);
    if (!steps) return input;
    control.slider = make('input', { type: 'range', 'data-key': `${keyOf(path)} slider`, min: 0, max: steps.count, step: 1, 'aria-label': `${label}, from ${low} to ${high}`, title: `${low} … ${high}${because ? `: ${because}` : ''}`,
      oninput: () => {
        if (!control.steps) return;
        const { from, to, step, places } = control.steps;
        const units = from + step * BigInt(control.slider.value);
        set(decimal(units > to ? to : units, places));
      } });
    return make('span', { class: 'ranged' }, input, control.slider);
  },

  /// A name or a sentence.
  text_control({ label, path, key, value }) {
    const write = () => {
      const object = forms.tree && nodeAt(forms.tree, path);
      if (!object) return;
      const node = member(object, key);
      const written = JSON.stringify(input.value);
      const kind = `text ${path.join('.')}.${key}`;
      if (node) editor.set(replaced(editor.text, node, written), kind);
      else if (object.kind === 'object') editor.set(withMember(editor.text, object, key, written), kind);
    };
    // Letters that are still put together are none yet.
    const input = make('input', { type: 'text', value, 'data-key': keyOf([...path, key]), oncompositionend: write, oninput: event => event.isComposing || write() });
    forms.controls.set(keyOf([...path, key]), { input });
    return make('label', {}, make('span', {}, label), input);
  },

  /// One more option of an issue: worth 0 to everybody who gives its options values, until somebody says otherwise.
  adding({ issue, title }) {
    const input = make('input', { type: 'text', 'aria-label': `A new option of ${title}`, placeholder: 'new-option' });
    const add = event => {
      event.preventDefault();
      const id = input.value.trim();
      const options = () => nodeAt(parsed(editor.text), ['issues', issue, 'options']);
      const object = forms.tree && options();
      if (!id || !object || keysOf(object).includes(id)) return;
      let text = object.kind === 'array' ? withItem(editor.text, object, JSON.stringify(id)) : withMember(editor.text, object, id, '{}');
      for (const party of keysOf(member(forms.tree, 'parties'))) {
        const values = nodeAt(parsed(text), ['utilities', party, 'values', issue]);
        if (values?.kind === 'object' && !member(values, id)) text = withMember(text, values, id, '{ "value": 0, "note": "to be filled in" }');
      }
      editor.set(text, undefined);
    };
    return make('form', { class: 'adding', onsubmit: add }, input, make('button', {}, 'Add an option'));
  },
};

/// What the forms show of a model: rows of numbers, a column for each party.
function describe(tree) {
  const nameOf = (node, id) => textOf(member(node, 'name')) ?? id;
  const parties = membersOf(member(tree, 'parties')).map(({ key, node }) => ({ id: key, name: nameOf(node, key) }));
  const issues = membersOf(member(tree, 'issues'));
  let left = MOST_NUMBERS, more = 0;
  const cell = (base, one) => {
    if (!left) { more++; return undefined; }
    left--;
    return { path: [...base, ...one.path], raw: one.value.raw, low: one.low, high: one.high, because: one.because };
  };
  /// The numbers that parties have at a place each: a row for each path below.
  const table = (place, labels) => {
    const rows = new Map();
    parties.forEach((party, at) => {
      const base = place(party.id);
      for (const one of quantities(nodeAt(tree, base))) {
        const key = one.path.filter(step => step !== 'value').join('.');
        if (!rows.has(key)) rows.set(key, { label: labels(one.path, base), cells: parties.map(() => undefined) });
        rows.get(key).cells[at] = cell(base, one);
      }
    });
    return [...rows.values()];
  };
  const plain = path => path.filter(step => step !== 'value' && step !== 'values').map(step => typeof step === 'number' ? step + 1 : step).join(' · ');
  const texts = parties.flatMap(({ id, name }) => [
    { label: `Name of ${id}`, path: ['parties', id], key: 'name', value: name },
    { label: `Without a deal, ${name} would`, path: ['parties', id], key: 'batna', value: textOf(nodeAt(tree, ['parties', id, 'batna'])) ?? '' },
  ].filter(one => nodeAt(tree, one.path)?.kind === 'object'));
  const sections = [
    { id: 'parties', title: 'Parties', rows: [], texts },
    { id: 'disagreement', title: 'Without a deal', rows: table(party => ['parties', party, 'disagreement'], () => 'worth of no deal') },
  ];
  for (const { key: issue, node } of issues) {
    const options = member(node, 'options');
    const unit = textOf(nodeAt(node, ['integer', 'unit'])) ?? textOf(nodeAt(node, ['continuous', 'unit'])) ?? '';
    const labels = (path, base) => {
      const [first] = path;
      if (first === 'per_unit') return `each ${unit || 'unit'}`;
      if (first === 'points' && typeof path[1] === 'number') {
        const at = nodeAt(tree, [...base, 'points', path[1], 0]);
        if (at?.kind === 'number') return `at ${at.raw}${unit ? ` ${unit}` : ''}`;
      }
      return [nameOf(member(options, first), first), plain(path.slice(1))].filter(Boolean).join(' · ');
    };
    sections.push({
      id: `issue ${issue}`, title: nameOf(node, issue), issue: options ? issue : undefined,
      rows: table(party => ['utilities', party, 'values', issue], labels),
    });
  }
  const constants = table(party => ['utilities', party, 'constant'], () => 'to begin with');
  if (constants.length) sections.push({ id: 'constant', title: 'Whatever is agreed', rows: constants });
  const said = when => membersOf(when).map(({ key, node }) => `${key} ${editor.text.slice(node.start, node.end).replace(/["{}[\]]/g, '').trim()}`).join(', ');
  const together = parties.flatMap(({ id }, at) => (nodeAt(tree, ['utilities', id, 'interactions'])?.items ?? []).flatMap((one, place) => {
    const base = ['utilities', id, 'interactions', place];
    const when = said(member(one, 'when')) || `interaction ${place + 1}`;
    return quantities(one).filter(found => typeof found.path.at(-1) !== 'number').map(found => ({
      label: [when, plain(found.path.filter(step => step !== 'add'))].filter(Boolean).join(' · '),
      cells: parties.map((_, other) => other === at ? cell(base, found) : undefined),
    }));
  }));
  if (together.length) sections.push({ id: 'together', title: 'Together', rows: together, note: 'What is added when several things are agreed at once.' });
  for (const { key: state, node } of membersOf(member(tree, 'states'))) {
    const rows = table(party => ['states', state, 'beliefs', party], plain);
    if (rows.length) sections.push({ id: `state ${state}`, title: `Belief: ${nameOf(node, state)}`, rows });
  }
  return { parties, sections, more };
}
