/* On the pages of whoever is signed in: the device learns to log without a connection, sends what
   waits on it, and asks before someone signs out and leaves words behind. */
(() => {
  if (!Kept.works) return;
  Kept.become(document.body.dataset.person);
  navigator.serviceWorker?.register('/sw.js').catch(() => {});  // without it all else works
  Kept.send();

  const form = document.querySelector('form[data-leaving]');
  const box = document.querySelector('dialog.leaving');
  const heading = box.querySelector('h2'), status = box.querySelector('[role=status]');
  const show = () => {
    const number = Kept.mine().length;
    heading.textContent = number === 1 ? '1 entry is on this device only' : `${number} entries are on this device only`;
    return number;
  };
  const leave = () => {
    box.close();
    Kept.forget();
    form.dataset.asked = '1';
    form.requestSubmit();
  };
  form.addEventListener('submit', event => {
    if (form.dataset.asked || !show()) { Kept.forget(); return; }
    event.preventDefault();
    status.textContent = '';
    box.showModal();
  });

  const LEFT = {
    offline: 'No connection: nothing was sent. It stays here until you choose.',
    out: 'You are signed out already. It stays here for you.',
    other: 'Another person is signed in now. It stays here for you.',
  };
  const CHOICES = {
    send: async () => {
      status.textContent = 'Sending …';
      const { state } = await Kept.send();
      if (!show()) { leave(); return; }
      status.textContent = LEFT[state] ?? 'What is left is not finished, or was not taken. You find it under Log.';
    },
    keep: leave,
    remove: () => { for (const { id } of Kept.mine()) Kept.remove(id); leave(); },
    stay: () => box.close(),
  };
  box.addEventListener('click', ({ target }) => CHOICES[target.closest('[data-choice]')?.dataset.choice]?.());
})();
