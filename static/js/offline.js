/* The page that opens without a connection: one entry, kept on this device while it is typed. */
(() => {
  const form = document.querySelector('form[data-offline]');
  const trouble = form.querySelector('.trouble'), ticked = form.querySelector('[data-cleared]');
  const agency = form.querySelector('[data-agency]'), state = document.querySelector('[data-connection]');
  const owner = Kept.person();  // whoever opened the page: the words are theirs, whatever comes
  const away = form.querySelector('[data-away]'), question = form.querySelector('[data-question]');
  let id = null, timer = 0;

  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  if (chosen) document.documentElement.dataset.theme = chosen[1];
  for (const place of document.querySelectorAll('[data-without]')) place.remove();

  const SAYS = {
    offline: ['There is no connection now. Write all the same.'],
    out: ['There is a connection, but you are signed out. Write all the same, or sign in first.', '/sign-in?next=/log', 'Sign in'],
    ready: ['There is a connection: you can also log it the usual way.', '/log/new', 'Log what I saw'],
    other: ['Another person is signed in on this device now. What you write stays here for you alone.'],
    nobody: ['Nobody is signed in on this device, so nothing can be kept for you here. Sign in once while there is a connection; from then on you can log without one.', '/sign-in?next=/log', 'Sign in'],
    full: ['This browser lets pages keep nothing. Note the minutes and your thoughts on paper, nothing about the client, and log it when you are back.'],
  };
  const say = name => {
    const [text, href, label] = SAYS[name];
    state.textContent = text;
    if (!href) return;
    const link = document.createElement('a');
    link.href = href;
    link.textContent = label;
    state.append(' ', link);
  };

  const today = () => {
    const now = new Date(), two = number => String(number).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const fields = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const word = name => form.querySelector(`[name=${name}]:checked`)?.labels[0].textContent;
  const title = ({ on }) => {
    const what = word('activity') ?? 'Not said yet what it was', part = word('part');
    const day = on ? new Date(`${on}T12:00`).toLocaleDateString('en-US', { weekday: 'short', month: 'short', day: 'numeric' }) : '';
    return [what, part, day].filter(Boolean).join(' · ');
  };

  /* What is wrong stands beside its field, and above the form in one place. */
  const first = name => [...form.elements].find(one => one.name === name);
  const unmark = () => {
    for (const line of form.querySelectorAll('.err')) line.remove();
    for (const bad of form.querySelectorAll('.bad')) bad.classList.remove('bad');
    for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
    trouble.hidden = true;
  };
  const beside = (input, text) => {
    const place = input.closest('.field'), line = document.createElement('p');
    line.className = 'err';
    line.id = `${input.name}-err`;
    line.textContent = text;
    place.classList.add('bad');
    input.setAttribute('aria-invalid', 'true');
    const hint = document.getElementById(`${input.name}-hint`);
    input.setAttribute('aria-describedby', hint ? `${hint.id} ${line.id}` : line.id);
    if (place.tagName === 'FIELDSET') place.querySelector('legend').after(line); else input.before(line);
  };
  const mark = why => {
    unmark();
    const lines = why.problems.map(text => [text]);
    for (const [name, problems] of Object.entries(why.fields)) {
      const input = first(name);
      if (input && input.type !== 'hidden') beside(input, problems[0]);
      lines.push([problems[0], input?.id]);
    }
    trouble.replaceChildren(...lines.map(([text, to]) => {
      const line = document.createElement('p'), link = document.createElement(to ? 'a' : 'span');
      if (to) link.href = `#${to}`;
      link.textContent = text;
      line.append(link);
      return line;
    }));
    ticked.hidden = !why.warned;
    trouble.hidden = false;
    trouble.focus();
  };
  trouble.addEventListener('click', event => { // the address must go on naming the entry
    const to = event.target.closest('a')?.hash;
    if (to) { event.preventDefault(); document.getElementById(to.slice(1)).focus(); }
  });
  const missing = ({ activity, part, on }) => {
    const found = {};
    if (!activity) found.activity = ['Choose what it was.'];
    if (!part) found.part = ['Choose what you did.'];
    if (!on) found.on = ['Say on which day.'];
    else if (on > today()) found.on = ['This day has not come yet.'];
    return found;
  };

  const hold = to => {
    id = to;
    Kept.hold(id);
    away.hidden = !id;
    question.hidden = true;
  };
  const showAgency = () => { agency.hidden = fields().beside !== 'agency'; };
  const fill = entry => {
    form.reset();
    unmark();
    hold(entry?.id ?? null);
    const said = entry?.fields ?? { on: today() };
    for (const input of form.elements) {
      if (['radio', 'checkbox'].includes(input.type)) input.checked = said[input.name] === input.value;
      else if (input.name && input.name in said) input.value = said[input.name];
    }
    ticked.hidden = !said.cleared;
    showAgency();
    if (entry?.why) mark(entry.why);
  };

  /* An entry that arrived meanwhile, or may have, is not changed: what is typed becomes another. */
  const keep = unfinished => {
    clearTimeout(timer);
    timer = 0;
    const before = id && Kept.read(id);
    if (!before || before.unanswered) hold(Kept.newId());
    const now = fields();
    try {
      Kept.save({ id, person: owner, at: before?.at ?? Date.now(), title: title(now), fields: now, unfinished });
      return true;
    } catch {
      mark({ fields: {}, problems: ['This device has no room left, so this is not kept yet. Leave the page open, or copy your words.'] });
      return false;
    }
  };
  form.addEventListener('input', ({ target }) => { // what was wrong with it may not be any more
    document.getElementById(`${target.name}-err`)?.remove();
    target.closest('.field')?.classList.remove('bad');
    first(target.name).removeAttribute('aria-invalid');
    showAgency();
    clearTimeout(timer);
    timer = setTimeout(keep, 400, true);
  });
  addEventListener('pagehide', () => { if (timer) keep(true); });

  const CHOICES = {
    away: () => { question.hidden = false; question.querySelector('button').focus(); },
    stay: () => { question.hidden = true; away.focus(); },
    sure: () => { clearTimeout(timer); timer = 0; Kept.remove(id); done('Deleted from this device.'); },
  };
  form.addEventListener('click', ({ target }) => CHOICES[target.closest('[data-choice]')?.dataset.choice]?.());

  const done = text => {
    fill(null);
    if (location.hash) history.replaceState(null, '', location.pathname);
    Kept.tell(text);
    document.getElementById('main').focus();
    scrollTo(0, 0);
  };
  form.addEventListener('submit', event => {
    event.preventDefault();
    const wrong = missing(fields());
    if (Object.keys(wrong).length) { mark({ fields: wrong, problems: [] }); return; }
    if (!keep(false)) return;
    done('It is kept on this device.');
    navigator.storage?.persist?.();  // so that no browser makes room with it
    Kept.send().then(({ state: now }) => { if (SAYS[now]) say(now); });
  });

  /* The address may name an entry to change; else what was left unfinished is gone on with. */
  const open = () => {
    const named = Kept.read(location.hash.slice(1));
    const entry = named?.person === owner ? named : null;
    fill(entry && !entry.unanswered ? entry : Kept.mine().findLast?.(one => one.unfinished));
  };
  addEventListener('hashchange', open);
  if (!Kept.works) { say('full'); return; }
  if (!owner) { say('nobody'); return; }
  form.hidden = false;
  open();
  const connected = () => Kept.look().then(found => say(found.state));
  addEventListener('online', connected);
  connected();
  Kept.send();
})();
