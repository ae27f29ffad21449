// Says that it is looking who would be invited, and after a refusal leads to the first field that is wrong.
(() => {
  'use strict';

  window.jQuery?.(document)
    .on('pfAjaxSend', () => document.getElementById('new:outlook').setAttribute('aria-busy', 'true'))
    .on('pfAjaxComplete', () => {
      document.getElementById('new:outlook').removeAttribute('aria-busy');
      document.querySelector('#new .ui-state-error')?.focus();
    });
})();
