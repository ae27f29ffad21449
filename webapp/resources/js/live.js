// Keeps parts of a page as they are now. An element with data-live names the address that says when something has changed
// (server-sent events) and, in data-live-page, the page that has the parts, which are found by their ids. Where the events
// do not get through, say for a proxy, it asks every few seconds. A tab that nobody sees keeps quiet.
(() => {
  'use strict';

  const POLL = 5_000;
  const TRY_EVENTS_AGAIN = 30_000;
  const source = document.querySelector('[data-live]');

  let events = null;
  let polling = null;
  let last = 0; // number of the latest request, and of the latest thing the person did: what is older is not shown
  let busy = false;
  let again = false;

  function signedOut() {
    return document.getElementById('session-over')?.open;
  }

  // The new part takes the place of the old one, but what has the focus keeps it.
  // Scripts have run, or are not to.
  function replace(part, fresh) {
    [part, fresh].forEach(side => side.querySelectorAll('script').forEach(script => script.remove()));
    if (part.innerHTML === fresh.innerHTML) {
      return false;
    }
    const links = [...part.querySelectorAll('a, button')];
    const focused = links.indexOf(document.activeElement);
    part.replaceChildren(...document.importNode(fresh, true).childNodes);
    if (focused >= 0) {
      part.querySelectorAll('a, button')[focused]?.focus({preventScroll: true});
    }
    return true;
  }

  async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    if (document.hidden || signedOut()) {
      return;
    }
    busy = true;
    const number = ++last;
    try {
      const answer = await fetch(source.dataset.livePage, {redirect: 'manual', cache: 'no-store'});
      const text = answer.ok ? await answer.text() : '';
      if (number !== last) {
        again = true; // the person did something meanwhile, of which this may not tell
      } else if (!answer.ok && answer.type !== 'opaqueredirect') {
        later();
      } else if (text) {
        const fresh = new DOMParser().parseFromString(text, 'text/html');
        document.querySelectorAll('[data-live-part]').forEach(part => {
          const other = fresh.getElementById(part.id);
          if (other) {
            Object.assign(part.dataset, other.dataset);
            replace(part, other);
          }
        });
        document.dispatchEvent(new CustomEvent('savealife:fresh'));
      }
    } catch {
      later();
    } finally {
      busy = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  }

  // Where the server did not answer, what it had to tell is not told again.
  function later() {
    setTimeout(refresh, POLL);
  }

  function poll() {
    polling ??= setInterval(refresh, POLL);
  }

  function follow() {
    events?.close();
    events = new EventSource(source.dataset.live);
    events.onopen = () => {
      clearInterval(polling);
      polling = null;
    };
    events.onmessage = refresh;
    events.onerror = () => {
      poll();
      if (events.readyState === EventSource.CLOSED) {
        setTimeout(() => document.hidden || follow(), TRY_EVENTS_AGAIN);
      }
    };
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      events?.close();
    } else {
      follow();
    }
  });
  document.addEventListener('savealife:refresh', refresh);
  if (window.jQuery) {
    window.jQuery(document).on('pfAjaxSend pfAjaxSuccess', () => last++);
  }
  follow();
})();
