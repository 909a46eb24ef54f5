/* Entries of the log that are on this device only, until the connection and the sign-in are back.
   Each stands under a key of its own, so that two windows cannot overwrite each other's, and holds
   the key of the person who wrote it: nobody else sees or sends it here. A name or an address is
   in none of it. The local copy goes only after the server's yes. */
const Kept = (() => {
  const ENTRY = 'preceptor.entry.', WHO = 'preceptor.person', TRY = 'preceptor.try';
  const RETRY = [5000, 15000, 60000, 300000];
  const store = (() => { // a browser may forbid it
    try {
      localStorage.setItem(TRY, '1');
      localStorage.removeItem(TRY);
      return localStorage;
    } catch { return null; }
  })();

  const person = () => store?.getItem(WHO) ?? null;
  const read = id => JSON.parse(store?.getItem(ENTRY + id) ?? 'null');
  const all = () => Object.keys(store ?? {}).filter(key => key.startsWith(ENTRY))
    .map(key => read(key.slice(ENTRY.length))).filter(Boolean);
  const mine = () => all().filter(one => one.person === person()).sort((a, b) => a.at - b.at);
  let held = null;  // the one that stands in the form of this page
  const listed = () => mine().filter(one => one.id !== held);
  const others = () => all().filter(one => one.person !== person()).length;

  /* Whoever shows them is told when they change, here or in another window. */
  const listeners = [];
  const changed = () => { for (const listener of listeners) listener(); };
  addEventListener('storage', changed);
  const save = entry => { store.setItem(ENTRY + entry.id, JSON.stringify(entry)); changed(); };
  const remove = id => { store.removeItem(ENTRY + id); changed(); };
  const newId = () => crypto.randomUUID?.() ?? // only where the connection is a secure one
    '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, digit =>
      (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4).toString(16));

  /* Who is signed in now, by the server's own word: a page may be older than a change of person. */
  const look = async () => {
    try {
      const answer = await fetch('/log/arrivals', { headers: { Accept: 'application/json' } });
      if (answer.status === 401) return { state: 'out' };
      if (!answer.ok) return { state: 'offline' };
      const told = await answer.json();
      return { state: told.person === person() ? 'ready' : 'other', token: told.token };
    } catch { return { state: 'offline' }; }
  };

  const WHY = { 413: 'This is too much to send at once. Shorten it.' };
  const refused = async answer => {
    if (answer.status === 422) return answer.json();
    return { fields: {}, problems: [WHY[answer.status] ?? 'The server could not read this. Look it over, then send it again.'] };
  };
  /* Once it was sent and never answered it may have arrived, so it must not change: it is asked
     again, word for word, until there is an answer. */
  const sendOne = async (entry, token, told) => {
    save({ ...entry, unanswered: true });
    const body = new URLSearchParams({ ...entry.fields, csrf_token: token, person: entry.person, device_id: entry.id });
    let answer;
    try {
      answer = await fetch('/log/arrivals', { method: 'POST', body, headers: { Accept: 'application/json' } });
      if (answer.ok) {
        told.arrived.push((await answer.json()).address);
        remove(entry.id);
        return;
      }
    } catch { told.state = 'offline'; return; }
    if (answer.status >= 500) { told.state = 'offline'; return; }
    if (answer.status === 401 || answer.status === 409) {
      told.state = answer.status === 401 ? 'out' : 'other';
      save(entry);
      return;
    }
    save({ ...entry, unanswered: false, why: await refused(answer) });
    told.refused += 1;
  };
  const ready = entry => !entry.unfinished && !entry.why;
  const sendAll = async only => {
    const told = { state: 'idle', arrived: [], refused: 0 };
    const wanted = only ? [{ id: only }] : mine().filter(ready);
    if (!wanted.length) return told;
    const { state, token } = await look();
    told.state = state;
    for (const { id } of wanted) {
      const entry = read(id);  // another window may have sent it meanwhile
      if (told.state === 'ready' && entry?.person === person()) await sendOne(entry, token, told);
    }
    return told;
  };
  const alone = work => (navigator.locks ? navigator.locks.request('preceptor-entries', work) : work());

  /* What became of it is said in words, to eyes and to ears, on whichever page it happens. */
  const said = document.createElement('div');
  said.className = 'said';
  said.setAttribute('role', 'status');
  document.querySelector('main').prepend(said);
  const count = number => (number === 1 ? '1 entry' : `${number} entries`);
  const line = (text, { href, label, bad } = {}) => {
    const told = document.createElement('p');
    told.classList.toggle('bad', Boolean(bad));
    const words = document.createElement('span');
    words.textContent = href ? `${text} ` : text;
    if (href) {
      const link = document.createElement('a');
      link.href = href;
      link.textContent = label;
      words.append(link);
    }
    told.append(words);
    return told;
  };
  const tell = ({ state, arrived, refused: no }) => {
    const lines = [], left = mine().filter(ready).length;
    if (arrived.length === 1) lines.push(line('1 entry from this device is in your log now, as a draft.', { href: arrived[0], label: 'Finish it' }));
    if (arrived.length > 1) lines.push(line(`${arrived.length} entries from this device are in your log now, as drafts.`, { href: '/log', label: 'Finish them' }));
    if (no) lines.push(line(`${count(no)} could not be taken. The words are still here.`, { href: '/log#waiting', label: 'See why', bad: true }));
    if (left && state === 'offline') lines.push(line(`No connection: ${count(left)} stayed on this device. It is tried again by itself.`, { bad: true }));
    if (left && state === 'out') lines.push(line(`You are signed out: ${count(left)} stayed on this device.`, { href: '/sign-in?next=/log', label: 'Sign in to send', bad: true }));
    if (left && state === 'other') lines.push(line('Another person is signed in now. What you wrote stays here for you alone.', { bad: true }));
    said.replaceChildren(...lines);
  };

  /* One attempt at a time; what fails for want of a connection is tried again. */
  let running = null, timer = 0, failures = 0;
  const send = (only = null) => {
    clearTimeout(timer);
    if (running && only) return running.then(() => send(only));
    running ??= alone(() => sendAll(only)).then(told => {
      if (told.state !== 'idle') tell(told);
      failures = told.state === 'offline' ? failures + 1 : 0;
      if (failures) timer = setTimeout(send, RETRY[Math.min(failures, RETRY.length) - 1]);
      return told;
    }).finally(() => { running = null; });
    return running;
  };
  const waits = () => mine().some(ready);
  for (const moment of ['online', 'focus']) addEventListener(moment, () => { if (waits()) send(); });

  return {
    works: Boolean(store), person, mine, listed, others, read, save, remove, newId, look, send,
    tell: (text, more) => said.replaceChildren(line(text, more)),
    follow: listener => { listeners.push(listener); listener(); },
    hold: id => { held = id; changed(); },
    become: key => { if (store && person() !== key) { store.setItem(WHO, key); changed(); } },
    forget: () => { store?.removeItem(WHO); changed(); },
  };
})();
