// Follows the stream's log: new records come in at the top, for as long as nobody pauses it, points at a row or has a link
// of one in focus. What comes meanwhile is counted and kept. Where the connection broke it goes on after the last record.
(() => {
  'use strict';

  const MOST = 500; // rows on the page, and records kept while it is paused
  const SPOKEN = 3; // so many records at a time are read out to who listens; of more, how many
  const FLUSH = 250;
  const TRY_AGAIN = 30_000;
  const HOVER = matchMedia('(hover: hover)');

  const card = document.getElementById('records');
  const words = card.dataset;
  const log = document.getElementById('log');
  const rows = document.getElementById('rows');
  const pause = document.getElementById('pause');
  const came = document.getElementById('came');
  const state = document.getElementById('state');
  const announced = document.getElementById('announced');
  const chips = [...card.querySelectorAll('[data-show]')];

  const today = new Intl.DateTimeFormat(words.language, {timeZone: words.zone, dateStyle: 'short'});
  const clock = new Intl.DateTimeFormat(words.language, {timeZone: words.zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
  const day = new Intl.DateTimeFormat(words.language, {timeZone: words.zone, day: 'numeric', month: 'short'});

  let events = null;
  let retry = null;
  let last = ''; // id of the record that came last
  let waiting = []; // oldest first
  let count = 0; // how many came while nothing was put in
  let paused = false;
  let connected = false;
  let first = true; // what the log held when the page was opened is not read out
  let shown = new URLSearchParams(location.search).get('show') ?? 'all';

  function isHeld() {
    return (HOVER.matches && rows.matches(':hover')) || rows.querySelector(':focus-visible') !== null;
  }

  function signedOut() {
    return document.getElementById('session-over')?.open;
  }

  function mark(verdict) {
    return document.getElementById('mark-' + verdict).content.cloneNode(true);
  }

  function moment(at) {
    const time = clock.format(at);
    return today.format(at) === today.format(new Date()) ? time : day.format(at) + ' ' + time;
  }

  function late(millis) {
    return millis < 60_000
      ? (millis / 1000).toFixed(1) + ' ' + words.seconds
      : (millis / 60_000).toFixed(1) + ' ' + words.minutes;
  }

  function row(record) {
    const fragment = document.getElementById('row').content.cloneNode(true);
    const line = fragment.querySelector('tr');
    const [time, what, result, lag] = line.children;
    const at = new Date(record.at);
    line.dataset.verdict = record.verdict;
    line.dataset.key = record.key;
    line.classList.add(record.verdict);
    line.hidden = !isWanted(record.verdict);
    time.firstChild.textContent = moment(at);
    time.firstChild.dateTime = record.at;
    what.querySelector('.what').textContent = words[record.entity + record.event_name[0] + record.event_name.slice(1).toLowerCase()];
    const id = what.querySelector('.sub');
    if (record.event_name === 'REMOVE') {
      id.textContent = record.id;
    } else {
      const link = document.createElement('a');
      link.className = 'quietlink';
      link.href = words[record.entity + 'Page'] + '?id=' + encodeURIComponent(record.id);
      link.textContent = record.id;
      id.append(link);
    }
    result.append(mark(record.verdict));
    lag.textContent = late(record.lag_ms);
    return line;
  }

  function isWanted(verdict) {
    return shown === 'all' || shown === verdict;
  }

  // Puts in what has come. Quietly where it is much at once: nobody wants a hundred lines read out.
  function flush() {
    if (waiting.length === 0 || paused || isHeld()) {
      tell();
      return;
    }
    const fresh = waiting.map(row);
    const wanted = fresh.filter(line => !line.hidden).length;
    log.setAttribute('aria-live', !first && wanted <= SPOKEN ? 'polite' : 'off');
    if (!first && wanted > SPOKEN) {
      announced.textContent = words.manyWord.replace('{0}', wanted);
    }
    const top = log.scrollTop;
    rows.prepend(...fresh.reverse());
    while (rows.children.length > MOST) {
      rows.lastElementChild.remove();
    }
    if (top === 0) {
      log.scrollTop = 0;
    }
    waiting = [];
    count = 0;
    first = false;
    tell();
  }

  function tell() {
    const none = rows.children.length === 0;
    document.getElementById('none').hidden = !none;
    document.getElementById('none-such').hidden = none || rows.querySelector('tr:not([hidden])') !== null;
    card.querySelector('table').hidden = rows.querySelector('tr:not([hidden])') === null;
    document.getElementById('shown').textContent = words.shownWord.replace('{0}', rows.children.length);
    const held = !paused && count > 0 && isHeld();
    const word = paused ? words.pausedWord : !connected ? words.lostWord : held ? words.heldWord : words.liveWord;
    if (state.lastElementChild.textContent !== word) {
      state.lastElementChild.textContent = word;
      state.className = 'state' + (paused || held ? ' pause' : connected ? ' run' : '');
    }
    pause.classList.toggle('paused', paused);
    document.getElementById('pause-word').textContent = paused ? words.resumeWord : words.pauseWord;
    came.hidden = count === 0 || !(paused || held);
    came.textContent = words.cameWord.replace('{0}', count);
    if (paused) {
      log.setAttribute('aria-live', 'off');
    }
  }

  function take(event) {
    last = event.lastEventId;
    const record = JSON.parse(event.data);
    record.key = last + ' ' + record.at;
    const known = waiting.some(other => other.key === record.key)
      || [...rows.children].some(line => line.dataset.key === record.key);
    if (known) {
      return; // the server has started anew, and tells all that it kept
    }
    waiting.push(record);
    count++;
    if (waiting.length > MOST) {
      waiting.shift();
    }
  }

  function follow() {
    clearTimeout(retry);
    events?.close();
    events = new EventSource(words.events + (last ? '?after=' + encodeURIComponent(last) : ''));
    events.onopen = () => {
      connected = true;
      tell();
    };
    events.onmessage = take;
    events.onerror = () => {
      connected = false;
      tell();
      if (signedOut()) {
        events.close();
      } else if (events.readyState === EventSource.CLOSED) {
        retry = setTimeout(() => document.hidden || follow(), TRY_AGAIN);
      }
    };
  }

  function filter(verdict) {
    shown = chips.some(chip => chip.dataset.show === verdict) ? verdict : 'all';
    chips.forEach(chip => chip.setAttribute('aria-pressed', chip.dataset.show === shown));
    [...rows.children].forEach(line => line.hidden = !isWanted(line.dataset.verdict));
    const address = new URL(location);
    if (shown === 'all') {
      address.searchParams.delete('show');
    } else {
      address.searchParams.set('show', shown);
    }
    address.searchParams.delete('done'); // said once
    history.replaceState(null, '', address);
    log.scrollTop = 0;
    tell();
  }

  chips.forEach(chip => chip.addEventListener('click', () => filter(chip.dataset.show)));
  pause.addEventListener('click', () => {
    paused = !paused;
    announced.textContent = paused ? words.pausedWord : words.liveWord;
    flush();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      events?.close();
    } else {
      follow();
    }
  });
  filter(shown);
  follow();
  setInterval(flush, FLUSH);
})();
