// Copies of what is typed, in this browser alone: one for each tab, so that nothing is lost when the server, or the tab, goes away.

const COPY = 'zopa-desk:';
const MOST_COPIES = 12;

const copies = {
  id: undefined,

  /// The name of this tab's copy: the same after a reload, another one in a tab that was duplicated.
  async claim() {
    const fresh = () => Math.random().toString(36).slice(2, 10);
    let id;
    try { id = sessionStorage.getItem('zopa-desk'); } catch { /* without storage nothing is kept */ }
    const before = id;
    if (id && navigator.locks && !(await copies.hold(id))) id = undefined;
    if (!id) {
      id = fresh();
      if (navigator.locks) await copies.hold(id);
    }
    try { sessionStorage.setItem('zopa-desk', id); } catch { /* as above */ }
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

  /// Keeps the text; whether that worked.
  keep(name, text) {
    const old = copies.all().filter(copy => copy.id !== copies.id);
    const drop = copy => { try { localStorage.removeItem(COPY + copy.id); } catch { /* gone */ } };
    while (old.length >= MOST_COPIES) drop(old.pop());
    for (;;) {
      try {
        localStorage.setItem(COPY + copies.id, JSON.stringify({ name, text, at: Date.now() }));
        return true;
      } catch {
        // There is no room: older ones make it.
        if (!old.length) return false;
        drop(old.pop());
      }
    }
  },
};
