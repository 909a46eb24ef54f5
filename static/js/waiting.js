/* The list of what is on this device only: what each says, where it stands, and what can be done. */
(() => {
  const box = document.querySelector('[data-waiting]');
  const notice = document.querySelector('[data-others]');
  const heading = box.querySelector('h2'), list = box.querySelector('ul');
  const button = box.querySelector('[data-send]'), pattern = box.querySelector('template').content;
  const stands = one => {
    if (one.unfinished) return 'Not finished';
    if (one.why) return 'Not taken. Change it, then it is sent again.';
    return one.unanswered ? 'On its way: no answer came yet' : 'Waits for the connection and your sign-in';
  };
  const reasons = ({ why }) => (why ? [...why.problems, ...Object.values(why.fields).flat()] : []);

  const item = (one, place) => {
    const line = pattern.cloneNode(true);
    const find = name => line.querySelector(`[data-${name}]`);
    const title = find('title'), question = find('question');
    title.textContent = one.title;
    title.id = `kept-${place}`;
    find('state').textContent = stands(one);
    find('why').hidden = !one.why;
    find('why').textContent = reasons(one).join(' ');
    find('change').href = `/log/offline#${one.id}`;
    find('change').hidden = Boolean(one.unanswered);
    find('again').hidden = !one.why;
    for (const control of line.querySelectorAll('a, button')) control.setAttribute('aria-describedby', title.id);
    find('again').addEventListener('click', () => Kept.send(one.id));
    const ask = find('delete'), keep = find('keep');
    ask.addEventListener('click', () => { question.hidden = false; keep.focus(); });
    keep.addEventListener('click', () => { question.hidden = true; ask.focus(); });
    find('sure').addEventListener('click', () => {
      Kept.remove(one.id);
      Kept.tell('Deleted from this device.');
      if (!box.hidden) heading.focus();
    });
    return line;
  };

  let shown = '';
  const show = () => {
    const found = Kept.listed(), others = Kept.others();
    notice.hidden = !others;
    notice.textContent = `${others === 1 ? '1 entry of another person waits' : `${others} entries of another person wait`} on this device. Only they can see and send ${others === 1 ? 'it' : 'them'}.`;
    const now = JSON.stringify(found);
    if (now === shown) return;  // the same once more must not take the focus away
    shown = now;
    box.hidden = !found.length;
    heading.textContent = found.length === 1 ? '1 entry is on this device only' : `${found.length} entries are on this device only`;
    button.hidden = !found.some(one => !one.unfinished && !one.why);
    list.replaceChildren(...found.map(item));
  };
  Kept.follow(show);
  button.addEventListener('click', () => Kept.send());
})();
