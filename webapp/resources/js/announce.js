// Says that it is looking who would be invited, and looks for a city that came back after a new log-in as well.
(() => {
  'use strict';

  window.jQuery?.(document)
    .on('pfAjaxSend', () => document.getElementById('new:outlook').setAttribute('aria-busy', 'true'))
    .on('pfAjaxComplete', (event, request) => {
      document.getElementById('new:outlook').removeAttribute('aria-busy');
      tell(request.pfArgs?.donors ?? []);
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
