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

  /* A form is sent once, however often the button is pressed. (The server would not mind.) */
  document.addEventListener('submit', event => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = '1';
    setTimeout(() => { delete event.target.dataset.sent; }, 4000);
  });

  /* Typed but not saved: ask before the page is left. */
  for (const form of document.querySelectorAll('form[data-writing]')) {
    let dirty = false;
    form.addEventListener('input', () => { dirty = true; });
    form.addEventListener('submit', () => { dirty = false; });
    addEventListener('beforeunload', event => { if (dirty) event.preventDefault(); });
  }
})();
