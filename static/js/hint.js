/* While someone types, what the guard would say stands below the field: a hint, never a rule. Only
   the server knows what to look for, and it keeps nothing of what it is asked. Whatever goes wrong
   here is silent: saving says the same, and says it in any case. */
(() => {
  const PAUSE = 900, LONGEST = 20000;

  const watch = (form, area) => {
    const field = area.closest('.field') ?? area.parentElement;
    const line = document.createElement('p');
    line.className = 'hint guard-hint';
    line.setAttribute('role', 'status');
    area.after(line);
    let timer = 0, asking = null;

    /* Where an error stands beside the field already, it has the word. */
    const wrong = () => ['err', 'live-err'].some(end => document.getElementById(`${area.id}-${end}`));
    const say = text => { if (line.textContent !== text) line.textContent = text; };
    new MutationObserver(() => { if (wrong()) say(''); }).observe(field, { childList: true });

    const ask = async () => {
      const text = area.value;
      if (!text.trim() || text.length > LONGEST || !navigator.onLine) { say(''); return; }
      const mine = asking = new AbortController();
      try {
        const body = new URLSearchParams({ text, csrf_token: form.elements.csrf_token.value });
        const answer = await fetch('/guard', {
          method: 'POST', body, signal: mine.signal, headers: { Accept: 'application/json' },
        });
        if (!answer.ok) throw new Error('no hint');
        const { findings } = await answer.json();
        if (mine !== asking) return;  // only the newest counts
        const advice = new Set(findings.map(found => found.advice));
        say(wrong() ? '' : [...advice].join(' '));
      } catch {
        if (mine === asking) say('');
      }
    };
    area.addEventListener('input', () => {
      clearTimeout(timer);
      asking?.abort();
      asking = null;
      timer = setTimeout(ask, PAUSE);
    });
  };
  for (const form of document.querySelectorAll('form[data-writing]')) {
    for (const area of form.querySelectorAll('textarea, input[type=text]')) watch(form, area);
  }
})();
