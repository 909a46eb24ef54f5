/* The enhancement layer. Everything works without it; it only makes some things quicker. */
(() => {
  const buttons = document.querySelectorAll('button[name=theme]');

  /* Appearance: without scripts the button posts a form; with them it is instant. */
  for (const button of buttons) {
    button.addEventListener('click', event => {
      event.preventDefault();
      const root = document.documentElement;
      if (button.value === 'auto') delete root.dataset.theme; else root.dataset.theme = button.value;
      document.cookie = `theme=${button.value};path=/;max-age=31536000;samesite=lax`;
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
    });
  }

  /* The menu in the header closes by Escape and by a click elsewhere. */
  const menu = document.querySelector('details.me');
  const close = () => { menu.open = false; };
  document.addEventListener('click', event => { if (!menu.contains(event.target)) close(); });
  menu.addEventListener('keydown', event => {
    if (event.key === 'Escape') { close(); menu.querySelector('summary').focus(); }
  });

  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }

  /* Files that are too large together are refused here, before they travel for nothing. */
  for (const input of document.querySelectorAll('input[data-largest]')) {
    const problem = document.createElement('p');
    problem.className = 'err';
    problem.hidden = true;
    problem.setAttribute('role', 'alert');
    input.after(problem);
    const tooLarge = () => {
      const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
      const over = size > Number(input.dataset.largest);
      problem.textContent = over ? input.dataset.tooLarge : '';
      problem.hidden = !over;
      return over;
    };
    input.addEventListener('change', tooLarge);
    input.form?.addEventListener('submit', event => {
      if (tooLarge()) { event.preventDefault(); input.focus(); }
    });
  }

  /* A form is sent once, however often the button is pressed. (The server would not mind.) */
  document.addEventListener('submit', event => {
    if (event.defaultPrevented) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = '1';
    setTimeout(() => { delete event.target.dataset.sent; }, 4000);
  });

  /* What is typed is saved while it grows. The words stay in the page until the server has them:
     a lost connection or a sign-in that ran out only says so, and tries again. */
  const PAUSE = 1500, RETRY = [2000, 5000, 15000, 30000];
  const SAYS = {
    idle: '', dirty: 'Not saved yet', saving: 'Saving …', offline: 'Not saved: no connection. Trying again …',
    out: 'Not saved: you are signed out. Press Save draft to sign in; your words come along.',
    elsewhere: 'Not saved: this was changed in another window. Press Save draft to see both.',
    refused: 'Not saved: press Save draft to see why.',
    stuck: 'Not saved: the sign-in changed. Copy your words, then open this page again.',
  };

  const keep = form => {
    const status = form.querySelector('.autosave');
    const word = status?.querySelector('.word');
    const url = form.dataset.autosave;
    /* A page that came back with words refused is the only place where they are. */
    let dirty = Boolean(form.querySelector('.trouble')) && [...form.querySelectorAll('textarea, [name^="question_"]')].some(area => area.value);
    let timer = 0, failures = 0, running = null, stopped = false, stuck = false, leaving = false;
    let unanswered = null;  // what was sent and never answered: it is asked again, word for word, before anything newer

    const say = (state, text) => {
      if (!status) return;
      status.dataset.state = state;
      word.textContent = text ?? SAYS[state];
    };
    const unsent = () => {
      const line = form.querySelector('.unsent') ?? document.createElement('p');
      line.className = 'err unsent';
      line.setAttribute('role', 'alert');
      form.querySelector('.actions').before(line);
      line.textContent = 'No connection: nothing was sent. Your words stay here; press again when it is back.';
      addEventListener('online', () => line.remove(), { once: true });
    };
    /* The answer stands beside its field, as on the page that a button would bring. */
    const beside = fields => {
      for (const line of form.querySelectorAll('.live-err')) line.remove();
      for (const [id, problems] of Object.entries(fields)) {
        const field = document.getElementById(id);
        if (!field || !problems.length) continue;
        document.getElementById(`${id}-err`)?.remove();
        const line = document.createElement('p');
        line.className = 'err live-err';
        line.id = `${id}-live-err`;
        line.textContent = problems[0];
        field.before(line);
        field.setAttribute('aria-invalid', 'true');
        field.closest('.field')?.classList.add('bad');
      }
    };
    const later = wait => { clearTimeout(timer); timer = setTimeout(save, wait); };

    const send = async () => {
      const now = new URLSearchParams(new FormData(form)).toString();
      const body = new URLSearchParams(unanswered ?? now);
      unanswered = body.toString();
      dirty = unanswered !== now;
      say('saving');
      try {
        const answer = await fetch(url, { method: 'POST', body, headers: { Accept: 'application/json' } });
        stuck = false;
        if (answer.ok) {
          const { version, at } = await answer.json();
          form.elements.version.value = version;
          unanswered = null;
          failures = 0;
          say(dirty ? 'dirty' : 'saved', dirty ? undefined : `Saved at ${at}`);
          if (dirty) later(PAUSE);
          return true;
        }
        dirty = true;
        if (answer.status >= 500 || answer.status === 429) throw new Error('again');
        stopped = true;
        unanswered = null;
        const told = [409, 422].includes(answer.status) ? await answer.json() : {};
        beside(told.fields ?? {});
        stuck = ![401, 409, 422].includes(answer.status);
        say(stuck ? 'stuck' : answer.status === 401 ? 'out' : told.elsewhere ? 'elsewhere' : 'refused');
      } catch {
        dirty = true;
        say('offline');
        later(RETRY[Math.min(failures++, RETRY.length - 1)]);
      }
      return false;
    };
    const save = () => {
      clearTimeout(timer);
      running ??= send().finally(() => { running = null; });
      return running;
    };

    form.addEventListener('input', ({ target }) => { // what was wrong with it may not be any more
      for (const end of ['err', 'live-err']) document.getElementById(`${target.id}-${end}`)?.remove();
      target.removeAttribute('aria-invalid');
      target.closest('.field')?.classList.remove('bad');
      dirty = true; stopped = false; leaving = false;
      if (!url) return;
      say('dirty');
      later(PAUSE);
    });
    if (url && dirty) later(0);
    if (url) addEventListener('online', () => { if (dirty && !stopped) save(); });
    if (url) addEventListener('focus', () => { // back from signing in elsewhere
      if (status.dataset.state === 'out') { stopped = false; save(); }
    });
    addEventListener('beforeunload', event => { if (dirty && !leaving) event.preventDefault(); });

    /* A button leaves the page only when the server can be reached, so that nothing is lost on
       the way. What it then answers is a page with the words in it, whatever it says. */
    form.addEventListener('submit', event => {
      if (form.dataset.reached || !url) {
        if (navigator.onLine) { leaving = true; return; }
        event.preventDefault();
        unsent();
        return;
      }
      event.preventDefault();
      const button = event.submitter;
      const reached = dirty || running ? save() : fetch('/healthz').then(answer => answer.ok, () => false);
      Promise.resolve(reached).then(async saved => {
        if (saved && dirty) saved = await save();
        if (stuck) return;
        if (!saved && !stopped) { say('offline'); later(RETRY[0]); return; }
        clearTimeout(timer);
        leaving = true;
        form.dataset.reached = '1';
        form.requestSubmit(button);
        delete form.dataset.reached;
      });
    });
  };
  for (const form of document.querySelectorAll('form[data-writing]')) keep(form);

  /* An attempt with a time limit: said once when a minute is left; when the time is over, what
     stands on the page is handed in as it is, with its gaps. */
  const closeIn = form => {
    const ends = performance.now() + Number(form.dataset.left) * 1000;  // its own clock may be wrong
    const left = () => ends - performance.now();
    const line = form.querySelector('.time-left');
    if (left() > 60_000) setTimeout(() => { line.textContent = 'One minute is left. What stands here is handed in then.'; }, left() - 60_000);
    setTimeout(() => {
      const anyway = document.createElement('input');
      Object.assign(anyway, { type: 'hidden', name: 'anyway', value: 'y' });
      form.append(anyway);
      form.requestSubmit();
    }, Math.max(left(), 0));
  };
  for (const form of document.querySelectorAll('form[data-left]')) if (!form.querySelector('.trouble')) closeIn(form);

  /* A list follows its filters: the same address is asked, and its answer takes the list's place.
     Only the newest answer counts; whatever goes wrong, the form is sent as without scripts. */
  const WAITS = { search: 400, text: 400, date: 800 };  // a date is typed digit by digit
  const follow = form => {
    const count = document.querySelector('[data-live-count]');
    let timer = 0, asking = null;
    const wanted = () => {
      const given = [...new FormData(form)].filter(([, value]) => value);
      return new URLSearchParams(given).toString();
    };
    let shown = wanted();

    /* What is wrong with a field stands beside it, as on the page that the button would bring. */
    const mark = answer => {
      for (const field of form.querySelectorAll('.field > :is(input, select)')) {
        const problem = answer.getElementById(`${field.id}-err`);
        document.getElementById(`${field.id}-err`)?.remove();
        field.closest('.field').classList.toggle('bad', Boolean(problem));
        field.removeAttribute('aria-invalid');
        field.removeAttribute('aria-describedby');
        if (!problem) continue;
        field.before(problem);
        field.setAttribute('aria-invalid', 'true');
        field.setAttribute('aria-describedby', problem.id);
      }
    };
    const show = answer => {
      const fresh = answer.querySelector(form.dataset.live);
      const also = answer.querySelectorAll('[data-live-also]');
      if (!fresh || !also.length) throw new Error('not the list');
      document.querySelectorAll('[data-live-also]').forEach((old, place) => old.replaceWith(also[place]));
      document.querySelector(form.dataset.live).replaceWith(fresh);
      mark(answer);
      count.textContent = fresh.dataset.summary;
    };
    const ask = async () => {
      const query = wanted();
      asking?.abort();
      if (query === shown) return;
      const mine = asking = new AbortController();
      const address = query ? `${form.action}?${query}` : form.action;
      try {
        const got = await fetch(address, { signal: mine.signal, headers: { Accept: 'text/html' } });
        if (got.redirected || !(got.ok || got.status === 422)) throw new Error('not the list');
        const answer = new DOMParser().parseFromString(await got.text(), 'text/html');
        if (mine.signal.aborted) return;
        show(answer);
        shown = query;
        history.replaceState(history.state, '', address);
      } catch {
        if (!mine.signal.aborted) form.requestSubmit();
      }
    };
    const soon = ({ target }) => { clearTimeout(timer); timer = setTimeout(ask, WAITS[target.type] ?? 0); };
    form.addEventListener('input', soon);
    form.addEventListener('submit', () => { clearTimeout(timer); asking?.abort(); });
  };
  for (const form of document.querySelectorAll('form[data-live]')) follow(form);

  /* How much stands in a box: a hint, never a rule. */
  for (const area of document.querySelectorAll('form[data-autosave] textarea')) {
    const count = document.createElement('p');
    count.className = 'hint count-words';
    const tell = () => {
      const words = area.value.trim() ? area.value.trim().split(/\s+/).length : 0;
      count.textContent = words === 1 ? '1 word' : `${words} words`;
    };
    area.after(count);
    area.addEventListener('input', tell);
    tell();
  }
})();
