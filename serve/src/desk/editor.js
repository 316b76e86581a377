// The author's text: a plain text area, with the findings marked at their places behind it, and an undo of its own.

const UNDONE = 500;
const UNDONE_LETTERS = 20_000_000;

const $ = id => document.getElementById(id);

/// An element with attributes (`on…` are listeners) and children.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child !== undefined && child !== null));
  return element;
}

const editor = {
  name: 'model.json',
  /// What stands in the text area, with line ends of one letter; nothing before a text is opened.
  text: undefined,
  /// The line ends of the file: one, or, where they differ, a list of them.
  ends: '\n',
  /// What stands before the text in the file: a byte order mark, or nothing.
  mark_before: '',
  /// States before, and those that were undone: { name, ends, mark_before, text }.
  past: [],
  future: [],
  last: { kind: undefined, at: 0 },
  changed: () => {},

  begin() {
    const area = $('text');
    area.addEventListener('input', () => editor.set(area.value, 'typed'));
    area.addEventListener('scroll', editor.scroll);
    area.addEventListener('beforeinput', event => {
      if (event.inputType === 'historyUndo' || event.inputType === 'historyRedo') event.preventDefault();
    });
    new ResizeObserver(editor.scroll).observe(area);
  },

  /// Begins with another text: what was there before can still be undone.
  open(name, file) {
    const mark_before = file.startsWith('\ufeff') ? '\ufeff' : '';
    // A text area has no other line ends; what is saved has those of the file.
    const all = file.match(/\r\n|\r|\n/g) ?? ['\n'];
    const ends = all.every(end => end === all[0]) ? all[0] : all;
    const text = file.slice(mark_before.length).replace(/\r\n|\r/g, '\n');
    if (editor.text !== undefined) editor.remember();
    editor.last = { kind: undefined, at: 0 };
    editor.future = [];
    Object.assign(editor, { name, ends, mark_before });
    editor.show(text);
    editor.changed(undefined);
    $('text').setSelectionRange(0, 0);
    $('text').scrollTop = 0;
  },

  /// The text as the file has it.
  file() {
    const { ends, mark_before, text } = editor;
    let at = 0;
    return mark_before + (ends === '\n' ? text : text.replace(/\n/g, () => typeof ends === 'string' ? ends : ends[at++]));
  },

  present: () => ({ name: editor.name, ends: editor.ends, mark_before: editor.mark_before, text: editor.text }),

  /// What stands there now can be undone to.
  remember() {
    editor.past.push(editor.present());
    let letters = editor.past.reduce((sum, one) => sum + one.text.length, 0);
    while (editor.past.length > UNDONE || letters > UNDONE_LETTERS) letters -= editor.past.shift().text.length;
  },

  /// The line ends of another text, where they differ: those before and behind the change stay, new ones are as most are.
  ends_of(text) {
    const { ends, text: old } = editor;
    if (typeof ends === 'string') return ends;
    const count = part => part.split('\n').length - 1;
    let first = 0;
    while (first < old.length && first < text.length && old[first] === text[first]) first++;
    let last = 0;
    while (last < Math.min(old.length, text.length) - first && old[old.length - 1 - last] === text[text.length - 1 - last]) last++;
    const [before, behind] = [count(text.slice(0, first)), count(text.slice(text.length - last))];
    const often = one => ends.filter(end => end === one).length;
    const usual = ['\n', '\r\n', '\r'].sort((a, b) => often(b) - often(a))[0];
    return [...ends.slice(0, before), ...Array(count(text) - before - behind).fill(usual), ...ends.slice(ends.length - behind)];
  },

  /// Another text. Changes of one kind that follow each other closely are undone together.
  set(text, kind) {
    if (text === editor.text) return;
    const now = Date.now();
    const goes_on = kind && kind === editor.last.kind && now - editor.last.at < 1000;
    if (!goes_on && editor.text !== undefined) editor.remember();
    if (editor.text !== undefined) editor.ends = editor.ends_of(text);
    editor.last = { kind, at: now };
    editor.future = [];
    editor.show(text);
    editor.changed(kind);
  },

  undo: () => editor.move(editor.past, editor.future),
  redo: () => editor.move(editor.future, editor.past),

  move(from, to) {
    if (!from.length) return;
    to.push(editor.present());
    const { text, ...file } = from.pop();
    let same = 0;
    while (same < text.length && text[same] === editor.text[same]) same++;
    editor.last = { kind: undefined, at: 0 };
    Object.assign(editor, file);
    editor.show(text);
    if (document.activeElement === $('text')) $('text').setSelectionRange(same, same);
    editor.changed(undefined);
  },

  show(text) {
    editor.text = text;
    const area = $('text');
    if (area.value !== text) {
      const { scrollTop, selectionStart, selectionEnd } = area;
      area.value = text;
      area.setSelectionRange(selectionStart, selectionEnd);
      area.scrollTop = scrollTop;
    }
    $('undo').disabled = !editor.past.length;
    $('redo').disabled = !editor.future.length;
    const lines = text.split('\n').length;
    if (editor.lines !== lines) {
      editor.lines = lines;
      $('lines').textContent = Array.from({ length: lines }, (_, at) => at + 1).join('\n');
    }
    // Marks of an older text stand at wrong places.
    editor.mark([]);
  },

  /// Shows findings at their places, and below as a list.
  mark(findings) {
    const behind = $('marks');
    behind.textContent = '';
    const at = placesIn(editor.text, findings);
    let from = 0;
    for (const { start, end, finding } of at) {
      if (start < from) continue;
      const text = editor.text.slice(start, end) || ' ';
      behind.append(editor.text.slice(from, start), make('mark', { class: finding.severity }, text));
      from = Math.max(end, start);
    }
    if (at.length) behind.append(editor.text.slice(from), '\n');
    const list = $('findings');
    list.replaceChildren(...at.map(({ start, end, finding }) => {
      const { line, column } = finding.span ?? {};
      const place = line ? `line ${line}, column ${column}` : 'in the model';
      const go = () => { main.show_tab('left', 'text'); editor.select(start, end); };
      return make('li', { class: finding.severity },
        make('button', { type: 'button', class: 'link', onclick: go }, `${finding.severity}, ${place}`),
        `: ${finding.message}`, finding.help ? make('span', { class: 'help' }, ` ${finding.help}`) : undefined);
    }));
    $('findings-box').hidden = !at.length;
    const wrong = findings.some(one => one.severity === 'error');
    $('text').setAttribute('aria-invalid', String(wrong));
    editor.scroll();
  },

  /// Puts the cursor on a stretch of the text, and the stretch into sight.
  select(start, end) {
    const area = $('text');
    area.focus();
    area.setSelectionRange(start, end);
    const line = editor.text.slice(0, start).split('\n').length - 1;
    const high = parseFloat(getComputedStyle(area).lineHeight);
    area.scrollTop = Math.max(0, line * high - area.clientHeight / 2);
    const column = start - editor.text.lastIndexOf('\n', start - 1) - 1;
    if (column < 60) area.scrollLeft = 0;
  },

  scroll() {
    const area = $('text');
    $('marks').style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
    $('lines').style.transform = `translateY(${-area.scrollTop}px)`;
  },
};

/// Where findings are in a text: their lines and columns count characters, a text of the browser halves of some.
function placesIn(text, findings) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const place = (line, column) => {
    let at = starts[Math.min(line, starts.length) - 1] ?? 0;
    for (let left = column - 1; left > 0 && at < text.length && text[at] !== '\n'; left--) at += text.codePointAt(at) > 0xffff ? 2 : 1;
    return at;
  };
  return findings.map(finding => {
    const { span } = finding;
    if (!span) return { start: 0, end: 0, finding };
    const start = place(span.line, span.column);
    return { start, end: Math.max(start, Math.min(place(span.end_line, span.end_column), start + 2000)), finding };
  }).sort((a, b) => a.start - b.start);
}
