// Keeps an answer while the server is away, and tells it whether a person was here. The form works without.
(() => {
  const KEY = 'answer:' + location.pathname;
  const form = document.querySelector('form');
  const level = form.dataset.protection;
  const { score, comment } = form;
  const linked = score.value;
  const seen = { p: 0, k: 0, t: 0 };
  const now = () => performance.now();
  let since = now();
  let shown = 0;
  let busy, early;

  const dwell = () => Math.round(shown + (document.hidden ? 0 : now() - since));
  const evidence = () => `p${seen.p}k${seen.k}t${seen.t}d${dwell()}`;
  const say = (what) => {
    const status = document.querySelector('.status');
    status.textContent = status.dataset[what];
  };
  const store = (method, value) => {
    try { return sessionStorage[method](KEY, value); } catch { return null; }
  };
  const post = (form, extra) => {
    const body = new URLSearchParams(new FormData(form));
    body.set('evidence', evidence());
    for (const name in extra) body.set(name, extra[name]);
    return fetch(form.action, { method: 'POST', body }).catch(() => ({ status: 503 }));
  };

  const send = async (form, pause) => {
    busy = true;
    say('sending');
    await early;
    const answer = await post(form);
    if (answer.redirected) {
      store('removeItem');
      location.replace(answer.url);
    } else if (answer.status > 501 || answer.status === 429) {
      say('waiting');
      const asked = answer.headers?.get('retry-after') | 0;
      setTimeout(send, Math.max(pause, Math.min(asked, 60)) * 1000, form, Math.min(pause * 2, 30));
    } else {
      // Anything else is shown as the server said it; this script stays.
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      document.documentElement.replaceWith(page.documentElement);
      busy = false;
      document.querySelector('h1').focus();
    }
  };

  // Levels balanced and fast save the score of the link before the button is pressed.
  const saveEarly = () => {
    if (early || busy || !linked || document.hidden || document.prerendering || navigator.webdriver) return;
    early = post(form, { score: linked, comment: '', evidence: evidence() + 'a1' })
      .then((answer) => answer.redirected && !busy && say('saved'));
  };
  if (level === 'fast') setInterval(() => document.hasFocus() && dwell() >= 1500 && saveEarly(), 250);

  for (const type of ['pointerdown', 'pointermove', 'keydown']) addEventListener(type, (event) => {
    if (!event.isTrusted) return;
    seen[event.key ? 'k' : event.pointerType === 'touch' ? 't' : 'p']++;
    if (level !== 'strict') saveEarly();
  });
  addEventListener('visibilitychange', () => {
    if (document.hidden) shown += now() - since;
    since = now();
  });
  addEventListener('submit', (event) => {
    event.preventDefault();
    if (!busy) send(event.target, 2);
  });
  addEventListener('input', ({ target: { form } }) => store('setItem', JSON.stringify([form.score.value, form.comment.value])));

  const kept = JSON.parse(store('getItem'));
  if (kept && comment.type !== 'hidden') {
    if (!linked) score.value = kept[0];
    comment.value ||= kept[1];
  }
})();
