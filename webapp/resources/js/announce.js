// Says that it is looking who would be invited, and looks for a city that came back after a new log-in as well.
(() => {
  'use strict';

  window.jQuery?.(document)
    .on('pfAjaxSend', () => document.getElementById('new:outlook').setAttribute('aria-busy', 'true'))
    .on('pfAjaxComplete', () => document.getElementById('new:outlook').removeAttribute('aria-busy'));

  document.addEventListener('savealife:restored', () =>
    document.getElementById('new:city_input').dispatchEvent(new Event('change', {bubbles: true})));
})();
