// Copies of what is typed, in this browser alone: one for each tab, so that nothing is lost when the server, or the tab, goes away.

const COPY = 'zopa-desk:';
const MOST_COPIES = 12;

/// What a tab remembers its copy under. A page without a server shares what a tab remembers with all pages on a disk that are opened
/// in it: its place and the model that it begins with tell it from others.
const of_tab = () => {
  const start = document.getElementById('start');
  if (!start) return 'zopa-desk';
  let sum = 0;
  for (let at = 0; at < start.textContent.length; at++) sum = (Math.imul(sum, 31) + start.textContent.charCodeAt(at)) | 0;
  return `zopa-desk:${sum}:${location.pathname}`;
};

const copies = {
  id: undefined,

  /// The name of this tab's copy: the same after a reload, another one in a tab that was duplicated.
  async claim() {
    const fresh = () => Math.random().toString(36).slice(2, 10);
    let id;
    try { id = sessionStorage.getItem(of_tab()); } catch { /* without storage nothing is kept */ }
    const before = id;
    if (id && navigator.locks && !(await copies.hold(id))) id = undefined;
    if (!id) {
      id = fresh();
      if (navigator.locks) await copies.hold(id);
    }
    try { sessionStorage.setItem(of_tab(), id); } catch { /* as above */ }
    copies.id = id;
    return copies.read(id) ?? (before ? copies.read(before) : undefined);
  },

  /// Holds a name as long as this tab lives; whether nobody else has it.
  hold(id) {
    return new Promise(told => {
      navigator.locks.request(COPY + id, { ifAvailable: true }, lock => {
        told(Boolean(lock));
        return lock ? new Promise(() => {}) : undefined;
      }).catch(() => told(true));
    });
  },

  read(id) {
    try {
      const copy = JSON.parse(localStorage.getItem(COPY + id));
      return typeof copy?.text === 'string' ? copy : undefined;
    } catch { return undefined; }
  },

  /// All, the newest first.
  all() {
    const found = [];
    try {
      for (let at = 0; at < localStorage.length; at++) {
        const key = localStorage.key(at);
        const copy = key.startsWith(COPY) ? copies.read(key.slice(COPY.length)) : undefined;
        if (copy) found.push({ id: key.slice(COPY.length), ...copy });
      }
    } catch { /* none */ }
    return found.sort((a, b) => b.at - a.at);
  },

  /// Those of tabs that are closed, the newest first; none where that cannot be known.
  async closed() {
    if (!navigator.locks) return [];
    const { held } = await navigator.locks.query().catch(() => ({}));
    if (!held) return [];
    const names = new Set(held.map(({ name }) => name));
    return copies.all().filter(({ id }) => id !== copies.id && !names.has(COPY + id));
  },

  drop: ({ id }) => { try { localStorage.removeItem(COPY + id); } catch { /* gone */ } },

  /// Keeps a file at once, if there is room.
  put({ name, text }) {
    try {
      localStorage.setItem(COPY + copies.id, JSON.stringify({ name, text, at: Date.now() }));
      return true;
    } catch { return false; }
  },

  /// Keeps what is there now; whether that worked. The oldest copies of tabs that are closed make room.
  async keep(now) {
    let kept = copies.put(now());
    let many = copies.all().length;
    if (kept && many <= MOST_COPIES) return true;
    const old = await copies.closed();
    while (old.length && (!kept || many > MOST_COPIES)) {
      copies.drop(old.pop());
      many--;
      if (!kept) kept = copies.put(now());
    }
    return kept;
  },

  /// Forgets all but those of other open tabs. That of this tab is made anew when something is changed. It tells how many others are
  /// kept.
  async forget() {
    for (const copy of await copies.closed()) copies.drop(copy);
    copies.drop({ id: copies.id });
    return copies.all().length;
  },
};
