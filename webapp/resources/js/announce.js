// Says that it is looking who would be invited, or sending a test, and looks for a city that came back after a new log-in as well.
(() => {
  'use strict';

  // Another element once all of it has been sent
  function form() {
    return document.getElementById('new');
  }

  function source(settings) {
    return window.PrimeFaces.ajax.Utils.getSourceId(settings);
  }

  window.jQuery?.(document)
    .on('pfAjaxSend', (event, request, settings) => {
      const sending = document.getElementById('sending');
      if (source(settings) === 'new:test') {
        sending.hidden = false;
        document.getElementById('new:tested').hidden = true;
      } else {
        document.getElementById('new:outlook').setAttribute('aria-busy', 'true');
      }
    })
    .on('pfAjaxComplete', (event, request, settings) => {
      document.getElementById('new:outlook').removeAttribute('aria-busy');
      document.getElementById('sending')?.toggleAttribute('hidden', true);
      document.getElementById('new:tested')?.removeAttribute('hidden');
      if (source(settings) === 'new:test') {
        // not parts of the answer, in which staff.js looks
        form().querySelector(':is([id="new:city_input"], [id="new:to"]).ui-state-error')?.focus();
      }
      tell((request.pfArgs?.donors ?? '').split('\n'));
    });

  // How many donors the cities have that the completion offers
  function tell(donors) {
    document.querySelectorAll('[id="new:city_panel"] .ui-autocomplete-item').forEach((item, place) => {
      const count = document.createElement('span');
      count.className = 'count';
      count.textContent = donors[place] ?? '';
      item.querySelector('.count')?.remove();
      item.append(' ', count);
    });
  }

  document.addEventListener('savealife:restored', () =>
    document.getElementById('new:city_input').dispatchEvent(new Event('change', {bubbles: true})));
})();
