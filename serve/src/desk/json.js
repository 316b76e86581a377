// JSON with places: where each value stands in the author's text, so that a number can be changed and nothing else.

const DEEPEST = 120;

/// The tree of a text: nodes { kind, start, end, … } with `members` [{ key, keyStart, node }] or `items`. Throws what is wrong.
function parsed(text) {
  let at = 0;
  const wrong = () => { throw new SyntaxError(`not JSON at ${at}`); };
  const space = () => { while (at < text.length && ' \t\n\r'.includes(text[at])) at++; };
  const token = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  function scalar() {
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) wrong();
    const start = at;
    at += found[0].length;
    const kind = found[0][0] === '"' ? 'string' : 'tfn'.includes(found[0][0]) ? 'word' : 'number';
    return { kind, start, end: at, raw: found[0] };
  }
  function value(depth) {
    if (depth > DEEPEST) wrong();
    space();
    const start = at;
    if (text[at] === '{') {
      const members = [];
      at++; space();
      while (text[at] !== '}') {
        if (members.length) { if (text[at] !== ',') wrong(); at++; space(); }
        if (text[at] !== '"') wrong();
        const key = scalar();
        space();
        if (text[at] !== ':') wrong();
        at++;
        members.push({ key: JSON.parse(key.raw), keyStart: key.start, node: value(depth + 1) });
        space();
      }
      at++;
      return { kind: 'object', start, end: at, members };
    }
    if (text[at] === '[') {
      const items = [];
      at++; space();
      while (text[at] !== ']') {
        if (items.length) { if (text[at] !== ',') wrong(); at++; }
        items.push(value(depth + 1));
        space();
      }
      at++;
      return { kind: 'array', start, end: at, items };
    }
    return scalar();
  }
  const root = value(0);
  space();
  if (at < text.length) wrong();
  return root;
}

const textOf = node => node?.kind === 'string' ? JSON.parse(node.raw) : undefined;
const member = (node, key) => node?.kind === 'object' ? node.members.find(one => one.key === key)?.node : undefined;
const membersOf = node => node?.kind === 'object' ? node.members : [];
const keysOf = node => membersOf(node).map(one => one.key);

/// The node at a path of keys and indexes.
function nodeAt(root, path) {
  let node = root;
  for (const step of path) {
    node = typeof step === 'number' ? node?.items?.[step] : member(node, step);
    if (!node) return undefined;
  }
  return node;
}

/// The text with what stands at a node replaced.
const replaced = (text, node, by) => text.slice(0, node.start) + by + text.slice(node.end);

/// What replaces it, and where: one more member behind the last one, as the author lays them out.
function withMember(text, object, key, value) {
  const written = `${JSON.stringify(key)}: ${value}`;
  const last = object.members.at(-1);
  if (!last) return replaced(text, object, `{ ${written} }`);
  const line = text.slice(text.lastIndexOf('\n', last.keyStart) + 1, last.keyStart);
  const gap = /^\s*$/.test(line) && text.lastIndexOf('\n', last.keyStart) >= object.start ? `,\n${line}` : ', ';
  return text.slice(0, last.node.end) + gap + written + text.slice(last.node.end);
}

/// The same for a list.
function withItem(text, list, value) {
  const last = list.items.at(-1);
  if (!last) return replaced(text, list, `[${value}]`);
  return `${text.slice(0, last.end)}, ${value}${text.slice(last.end)}`;
}

const ASIDE = new Set(['because', 'source', 'note', 'low', 'high', 'distribution', 'factor', 'correlation', 'when', 'id', 'issues', 'name']);

/// The numbers below a node that somebody judged: { path, value, low, high, because }.
function quantities(node, path = [], found = []) {
  if (node?.kind === 'number') found.push({ path, value: node });
  else if (node?.kind === 'object') {
    const value = member(node, 'value');
    if (value?.kind === 'number') {
      const [low, high] = ['low', 'high'].map(key => member(node, key));
      const range = low?.kind === 'number' && high?.kind === 'number' ? { low: low.raw, high: high.raw } : {};
      found.push({ path: [...path, 'value'], value, because: textOf(member(node, 'because')), ...range });
    }
    for (const { key, node: below } of node.members) {
      if (!ASIDE.has(key) && !(key === 'value' && value?.kind === 'number')) quantities(below, [...path, key], found);
    }
  } else if (node?.kind === 'array') {
    const [x, y] = node.items;
    // A point of a curve: where, and how much.
    if (node.items.length === 2 && x.kind === 'number' && y.kind !== 'array') quantities(y, [...path, 1], found);
    else node.items.forEach((below, at) => quantities(below, [...path, at], found));
  }
  return found;
}

/// A decimal as a whole number of units of ten to the minus `places`.
function scaled(raw, places) {
  const [, sign, whole, part = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(raw) ?? [];
  if (whole === undefined) return undefined;
  const shift = places - part.length + Number(power);
  if (shift < 0 || shift > 40) return undefined;
  return BigInt(`${sign}${whole}${part}${'0'.repeat(shift)}`);
}

const placesOf = raw => {
  const [, part = '', power = '0'] = /^-?\d+(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(raw) ?? [];
  return Math.max(0, part.length - Number(power));
};

/// It as a decimal again.
function decimal(units, places) {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const part = places ? digits.slice(-places).replace(/0+$/, '') : '';
  return `${units < 0n ? '-' : ''}${whole}${part ? `.${part}` : ''}`;
}

/// The steps of a slider between two decimals that holds the present one: about a hundred, each a round number; none if the
/// numbers are of no size that a slider could have.
function stepsOf(low, high, value) {
  let places = Math.max(placesOf(low), placesOf(high), placesOf(value));
  if (places > 12) return undefined;
  const ends = () => [scaled(low, places), scaled(high, places)];
  let [from, to] = ends();
  if (from === undefined || to === undefined || from >= to) return undefined;
  while (to - from < 40n && places < 13) { places++; [from, to] = ends(); }
  if (scaled(value, places) === undefined) return undefined;
  const round = [1n, 2n, 5n];
  let step = 1n;
  for (let at = 0; (to - from) / step > 200n; at++) step = round[(at + 1) % 3] * 10n ** BigInt(Math.floor((at + 1) / 3));
  return { from, to, step, places, count: Number((to - from + step - 1n) / step) };
}
