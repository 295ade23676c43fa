'use strict';

// The server renders a page as parts (data-part). This script asks for parts anew, with the
// address of the page, and replaces those that have changed.
(() => {
  const one = (selector, of = document) => of.querySelector(selector);
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];

  // seen has the parts as the server has sent them.
  const seen = new Map(all('[data-part]').map((part) => [part.dataset.part, part.outerHTML]));
  const words = {
    succeeded: 'succeeded', caught: 'failed, caught', failed: 'failed', timedout: 'timed out', running: 'running',
    aborted: 'aborted', idle: 'not entered',
  };
  let actualSize = false;
  const maxShrunk = 1.3; // a picture that is higher than so many windows is scrolled, not shrunk to one

  // --- parts ---

  const wanted = new Set();
  let asking = null; // what ends the request that goes on
  let careful = true; // what somebody types is not replaced

  // ask asks for parts. While an answer is awaited, further parts wait for the next request.
  async function ask(parts) {
    parts.forEach((part) => wanted.add(part));
    if (asking) return;
    document.body.dataset.busy = 'yes';
    while (wanted.size > 0) {
      asking = new AbortController();
      const url = new URL(location.href);
      wanted.forEach((part) => url.searchParams.append('part', part));
      wanted.clear();
      try {
        const answer = await fetch(url, { signal: asking.signal });
        if (answer.ok) replace(await answer.text());
      } catch { // it was ended, or the server has gone: EventSource tells when it is back
      }
    }
    careful = true;
    asking = null;
    delete document.body.dataset.busy;
  }

  function replace(text) {
    for (const fresh of all('[data-part]', new DOMParser().parseFromString(text, 'text/html'))) {
      const name = fresh.dataset.part;
      const old = one(`[data-part="${name}"]`);
      if (!old || seen.get(name) === fresh.outerHTML || careful && isEdited(old)) continue;
      seen.set(name, fresh.outerHTML);
      if (name === 'moment' && document.activeElement?.id === 'at') slide(old, fresh);
      else exchange(old, document.importNode(fresh, true));
    }
    enhance();
  }

  // isEdited reports whether somebody writes into a form that is sent, or has opened one.
  const isEdited = (part) => one('details.menu[open]', part) ||
    all('form[method=post] :is(input, textarea)', part).some((field) => field.value !== field.defaultValue);

  // exchange replaces a part, and keeps what is open, focused and scrolled.
  function exchange(old, fresh) {
    const open = all('details[open][data-key]', old).map((e) => e.dataset.key);
    const scrolled = one('.picture', old);
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(fresh);
    all('details[data-key]', fresh).forEach((e) => { e.open = open.includes(e.dataset.key); });
    if (scrolled && one('.picture', fresh)) one('.picture', fresh).scrollTo(scrolled.scrollLeft, scrolled.scrollTop);
    if (focused) focus(focused, fresh);
  }

  // keyOf is what tells an element from others of its part.
  const keyOf = (e) => e.dataset.key || e.dataset.state || e.id;

  function focus(was, part) {
    const is = all('[data-key], [data-state], [id]', part).find((e) => keyOf(e) && keyOf(e) === keyOf(was));
    if (!is) return;
    if (is.matches('[data-state]')) is.setAttribute('tabindex', '0');
    if (is.matches('input[type=search], input[type=number]')) is.value = was.value;
    is.focus({ preventScroll: true });
    if (is.matches('input[type=search]')) is.setSelectionRange(was.selectionStart, was.selectionEnd);
  }

  // slide changes what is around the slider, which may be held.
  function slide(old, fresh) {
    const [slider, to] = [one('#at', old), one('#at', fresh)];
    slider.max = to.max;
    slider.setAttribute('aria-valuetext', to.getAttribute('aria-valuetext'));
    if (fresh.dataset.at === fresh.dataset.last) slider.value = to.value;
    const links = all('.slider a', fresh);
    all('.slider a', old).forEach((link, i) => { link.href = links[i].href; });
    one('.caption', old).replaceWith(document.importNode(one('.caption', fresh), true));
    Object.assign(old.dataset, fresh.dataset);
  }

  const parts = () => all('[data-part]').map((part) => part.dataset.part);

  // go shows the page with another address: first some parts, and then all.
  function go(url, instead, first = ['panel']) {
    if (instead) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    careful = false;
    if (!instead) asking?.abort(); // what it asks for is asked for again
    ask(first);
    ask(parts());
  }

  // change returns the address with other values; "" leaves one out.
  function change(values) {
    const url = new URL(location.href);
    url.hash = '';
    for (const [name, value] of Object.entries(values)) {
      url.searchParams.delete(name);
      if (value !== '') url.searchParams.set(name, value);
    }
    return url;
  }

  // --- the picture ---

  function enhance() {
    const chosen = new URL(location.href).searchParams.get('state');
    for (const picture of all('.picture')) {
      picture.classList.toggle('actual', actualSize);
      const svg = one('svg', picture);
      picture.classList.toggle('whole', Boolean(svg) && svg.viewBox.baseVal.height < maxShrunk * innerHeight);
      if (!svg || !document.body.dataset.live) continue;
      svg.setAttribute('role', 'group');
      const states = all('.state', svg);
      for (const state of states) {
        const status = Object.keys(words).find((name) => state.classList.contains(name));
        state.setAttribute('role', 'button');
        one('title', state)?.remove(); // the name is what is written, and the panel says more
        all('text:not(.name)', state).forEach((text) => text.setAttribute('aria-hidden', 'true'));
        state.setAttribute('aria-description', words[status] ?? '');
        state.setAttribute('aria-pressed', String(state.dataset.state === chosen));
        if (!state.hasAttribute('tabindex')) state.setAttribute('tabindex', '-1');
      }
      if (states.length && !one('.state[tabindex="0"]', svg)) {
        (states.find((state) => state.dataset.state === chosen) ?? states[0]).setAttribute('tabindex', '0');
      }
    }
    all('.zoom').forEach((button) => button.setAttribute('aria-pressed', String(actualSize)));
  }

  const choose = (state) => go(change({ state: state.dataset.state, visit: '' }));

  // step moves the focus to another state.
  function step(state, by) {
    const states = all('.state', state.closest('svg'));
    const next = states[states.indexOf(state) + by];
    if (!next) return;
    state.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  }

  // --- payloads ---

  const textAt = async (url) => {
    const answer = await fetch(url);
    return answer.ok ? answer.text() : `${answer.status} ${answer.statusText}`;
  };

  async function copy(button) {
    const text = button.dataset.url ? await textAt(button.dataset.url) : one('pre', button.closest('.payload')).textContent;
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  }

  async function showAll(link) {
    one('pre', link.closest('.payload')).textContent = await textAt(link.href);
    link.remove();
  }

  // --- events ---

  const isHere = (link) => link.origin === location.origin && link.pathname === location.pathname && !link.hash &&
    !link.hasAttribute('download') && link.closest('main') && document.body.dataset.live;

  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const target = event.target.closest('a, button.copy, button.zoom, .picture .state');
    if (!target) return;
    if (target.matches('.state')) {
      if (document.body.dataset.live) choose(target);
    } else if (target.matches('.copy')) copy(target);
    else if (target.matches('.zoom')) {
      actualSize = !actualSize;
      enhance();
    } else if (target.matches('.more')) {
      event.preventDefault();
      showAll(target);
    } else if (isHere(target)) {
      event.preventDefault();
      go(target.href);
    }
  });

  document.addEventListener('keydown', (event) => {
    const state = event.target.closest?.('.picture .state');
    if (!state) return;
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by) step(state, by);
    else if (event.key === 'Enter' || event.key === ' ') choose(state);
    else return;
    event.preventDefault();
  });

  let typing;
  document.addEventListener('input', (event) => {
    const field = event.target;
    if (field.id === 'at') go(change({ at: field.value === field.max ? '' : field.value }), true, ['moment', 'picture']);
    if (!field.closest('.filter')) return;
    // The address has it at once: an answer that comes before the next request may replace the field.
    history.replaceState(null, '', change({ q: one('.filter [name=q]').value, failed: one('.filter [name=failed]').checked ? '1' : '', page: '' }));
    clearTimeout(typing);
    typing = setTimeout(() => {
      careful = false;
      ask(['view']);
      ask(parts());
    }, 150);
  });

  document.addEventListener('change', (event) => {
    const map = event.target.closest('.iteration')?.dataset.map;
    if (map === undefined) return;
    const url = change({ visit: '' });
    const others = url.searchParams.getAll('in').filter((text) => text.slice(text.indexOf(':') + 1) !== map);
    url.searchParams.delete('in');
    if (event.target.value !== '') others.push(`${event.target.value}:${map}`);
    others.forEach((text) => url.searchParams.append('in', text));
    go(url);
  });

  document.addEventListener('submit', (event) => {
    if (event.target.matches('.filter, .iteration')) event.preventDefault();
  });

  // What takes long is asked for when it is opened.
  document.addEventListener('toggle', async (event) => {
    const details = event.target;
    if (!details.open || !details.dataset.url || details.dataset.loaded) return;
    details.dataset.loaded = 'yes';
    const text = await textAt(details.dataset.url);
    if (details.matches('.whole')) one('pre', details).textContent = text;
    else details.append(document.importNode(new DOMParser().parseFromString(text, 'text/html').body.firstElementChild, true));
  }, true);

  window.addEventListener('popstate', () => {
    careful = false;
    ask(parts());
  });

  // --- news ---

  if (document.body.dataset.over === 'false') {
    const live = new EventSource(document.body.dataset.live);
    live.addEventListener('news', (event) => {
      ask(parts());
      if (JSON.parse(event.data).over) live.close();
    });
  }
  for (const part of all('[data-again]')) {
    const name = part.dataset.part;
    const goesOn = () => !document.hidden && one(`[data-part="${name}"][data-again]`);
    setInterval(() => { if (goesOn()) ask([name]); }, Number(part.dataset.again));
  }
  enhance();
})();
