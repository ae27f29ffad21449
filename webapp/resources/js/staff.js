// What every page for staff does: it tells before the session ends, keeps what was typed over a new log-in and over another
// language, leads to what came of a button, says when a request in the background failed, leads back to the list that somebody
// came from, and copies secrets.
(() => {
  'use strict';

  const body = document.body;
  const caller = body.dataset.caller;
  const page = location.pathname + location.search;

  // Drafts: what somebody has typed is in this tab's storage until they send it. It comes back when they had to log in
  // in between, or when the page had been open for too long; a page opened in any other way starts afresh. Passwords and
  // files are not kept, and nobody gets what another person typed.

  const DRAFT = 'savealife.draft';
  const KEPT = 'savealife.kept'; // why it comes back: "true" (set by kept.js, and below) or LANGUAGE
  const LANGUAGE = 'language';

  function fields(form) {
    return [...form.elements].filter(field =>
      field.id && field.matches('input, textarea, select') && !field.matches('[type=hidden], [type=password], [type=file], [type=submit]'));
  }

  function forms() {
    return [...document.forms].filter(form => !form.hasAttribute('data-no-draft'));
  }

  function isTick(field) {
    return field.type === 'checkbox' || field.type === 'radio';
  }

  function keep() {
    const values = {};
    forms().flatMap(fields).forEach(field => values[field.id] = isTick(field) ? field.checked : field.value);
    sessionStorage.setItem(DRAFT, JSON.stringify({caller, page, values}));
  }

  function fill(field, value) {
    const selection = field.closest('.ui-selectonemenu');
    if (isTick(field)) {
      field.checked = value;
    } else if (selection && window.PrimeFaces) {
      Object.values(window.PrimeFaces.widgets).find(widget => widget.id === selection.id)?.selectValue(value);
    } else {
      field.value = value;
    }
  }

  // A form may stand in a dialog or side panel of PrimeFaces, which opens by a button
  function openAround(field) {
    const panel = field.closest('.ui-dialog, .ui-sidebar');
    if (panel && window.PrimeFaces) {
      Object.values(window.PrimeFaces.widgets).find(widget => widget.id === panel.id)?.show();
    }
  }

  function restore() {
    const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null');
    sessionStorage.removeItem(DRAFT);
    if (!draft || draft.caller !== caller || draft.page !== page) {
      return;
    }
    const changed = forms().flatMap(fields).filter(field =>
      field.id in draft.values && draft.values[field.id] !== (isTick(field) ? field.checked : field.value));
    changed.forEach(field => fill(field, draft.values[field.id]));
    if (changed.length > 0) {
      document.getElementById('kept').hidden = reason === LANGUAGE;
      openAround(changed[0]);
      changed[0].focus();
      keep();
      document.dispatchEvent(new CustomEvent('savealife:restored'));
    }
  }

  const reason = sessionStorage.getItem(KEPT);
  const interrupted = reason !== null || document.referrer.startsWith(location.origin + body.dataset.loginPage);
  sessionStorage.removeItem(KEPT);
  addEventListener('load', () => {
    if (interrupted) {
      restore();
    } else {
      sessionStorage.removeItem(DRAFT);
    }
  });
  document.addEventListener('input', keep);
  document.addEventListener('change', keep);
  document.addEventListener('click', event => {
    if (event.target.closest('.langs a')) {
      keep();
      sessionStorage.setItem(KEPT, LANGUAGE);
    }
  });

  // The session: the server ends it after that many seconds without a request. All tabs share it, so they share the
  // moment of the last request. Typing counts as being there.

  const ACTIVE = 'savealife.active';
  const WARNING = 120_000;
  const ASK_AGAIN = 300_000;
  const length = Number(body.dataset.sessionSeconds) * 1000;
  const ends = document.getElementById('session-ends');
  const over = document.getElementById('session-over');

  function active() {
    localStorage.setItem(ACTIVE, Date.now());
  }

  function left() {
    return Number(localStorage.getItem(ACTIVE)) + length - Date.now();
  }

  function show(dialog, shown) {
    if (shown && !dialog.open) {
      dialog.showModal();
    } else if (!shown && dialog.open) {
      dialog.close();
    }
  }

  function watch() {
    const rest = left();
    if (rest <= 0 && !over.open) {
      keep();
      over.querySelector('[data-login]').href = body.dataset.loginPage + '?next=' + encodeURIComponent(page);
    }
    show(over, rest <= 0);
    show(ends, rest > 0 && rest <= Math.min(WARNING, length / 2));
  }

  async function stay() {
    const answer = await fetch(body.dataset.sessionPage, {redirect: 'manual', cache: 'no-store'});
    if (answer.ok) {
      active();
    } else if (answer.type === 'opaqueredirect') {
      localStorage.setItem(ACTIVE, 0);
    }
    watch();
  }

  active();
  setInterval(watch, 1000);
  ends.querySelector('[data-stay]').addEventListener('click', stay);
  ends.addEventListener('cancel', stay);
  over.addEventListener('cancel', event => event.preventDefault());
  document.addEventListener('input', () => {
    if (left() > 0 && left() < length - ASK_AGAIN) {
      active(); // asked once, not at each key
      stay();
    }
  });

  // Requests in the background

  const GONE = 410;
  const FORBIDDEN = 403;

  function failed(status) {
    if (status === GONE) {
      keep();
      sessionStorage.setItem(KEPT, 'true');
      location.reload();
      return;
    }
    const note = document.getElementById('failure');
    note.querySelector('p').textContent = status === FORBIDDEN ? note.dataset.forbidden : note.dataset.text;
    note.hidden = false;
    note.scrollIntoView({block: 'nearest'});
  }

  if (window.jQuery) {
    window.jQuery(document)
      .on('pfAjaxSend', keep)
      .on('pfAjaxSuccess', () => {
        active();
        document.getElementById('failure').hidden = true;
      })
      .on('pfAjaxError', (event, request) => failed(request.status));
  }

  // What came of it: after a button was pressed, or a page led to, the focus goes to the first field that is wrong, else to the
  // note that says how it went, so that whoever does not see the page hears of it. Somebody who went on meanwhile is left alone.

  const WRONG = ':is(input, select, textarea):is(.ui-state-error, [aria-invalid=true]):not([type=hidden])';
  const OUTCOME = '[data-outcome], .note[role=alert], .note[role=status]';
  let told = ''; // the outcome that was led to last, by its word
  let pressed = ''; // the button whose request is on its way, by its id

  function isNowhere() {
    return document.activeElement === null || document.activeElement === body;
  }

  function lead(element) {
    if (!element.matches('a, button, input, select, textarea')) {
      element.tabIndex = -1;
    }
    told = element.dataset.outcome ?? '';
    element.focus();
  }

  function first(parts, selector) {
    return parts
      .flatMap(part => part.matches(selector) ? [part] : [...part.querySelectorAll(selector)])
      .find(element => element.offsetParent !== null);
  }

  function leadFrom(button, answer) {
    const parts = [...(answer?.querySelectorAll('update') ?? [])]
      .map(update => document.getElementById(update.getAttribute('id')))
      .filter(Boolean);
    const outcome = first(parts, WRONG) ?? first(parts, OUTCOME);
    if (!outcome) {
      giveBack(button);
    } else if (isNowhere() || document.activeElement.id === button) {
      lead(outcome);
    }
  }

  // A button that PrimeFaces has put out of use for the request has the focus again when it can be pressed again.
  function giveBack(id) {
    const button = document.getElementById(id);
    if (button?.disabled) {
      setTimeout(() => giveBack(id), 100);
    } else if (isNowhere()) {
      button?.focus();
    }
  }

  // What a poll brings may be the end of what a button, or the page before, began.
  function leadOn() {
    const outcome = document.querySelector('main [data-outcome]');
    if (told && outcome && outcome.dataset.outcome !== told && isNowhere()) {
      lead(outcome);
    }
  }

  const led = document.querySelector('main [data-outcome]');
  if (led) {
    lead(led);
  }
  if (window.jQuery) {
    const source = settings => window.PrimeFaces.ajax.Utils.getSourceId(settings);
    window.jQuery(document)
      .on('pfAjaxSend', (event, request, settings) => {
        const id = source(settings);
        pressed = document.getElementById(id)?.matches('button') ? id : pressed;
      })
      .on('pfAjaxComplete', (event, request, settings) => {
        const button = source(settings) === pressed ? pressed : '';
        pressed = button ? '' : pressed;
        // once the scripts of the answer, and of this page, are done with it
        setTimeout(() => button ? leadFrom(button, request.responseXML) : leadOn());
      });
  }

  // The list that somebody came from, with its filters and its page

  const LISTS = 'savealife.lists';
  const lists = JSON.parse(sessionStorage.getItem(LISTS) ?? '{}');
  const list = body.querySelector('main [data-list]');
  if (list && list.dataset.list !== 'passing') {
    lists[location.pathname] = location.search;
    sessionStorage.setItem(LISTS, JSON.stringify(lists));
  }
  document.querySelectorAll('.crumb a').forEach(link => {
    link.search = link.search || (lists[link.pathname] ?? '');
  });

  // Copying

  document.addEventListener('click', async event => {
    const button = event.target.closest('[data-copy]');
    if (button) {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.querySelector('span').textContent = button.dataset.done;
    }
  });
})();
