// Says that it is looking who would be invited, and after a refusal leads to the first field that is wrong.
(() => {
  'use strict';

  window.jQuery?.(document)
    .on('pfAjaxSend', () => document.getElementById('new:outlook').setAttribute('aria-busy', 'true'))
    .on('pfAjaxComplete', (event, request, settings) => {
      document.getElementById('new:outlook').removeAttribute('aria-busy');
      if (window.PrimeFaces.ajax.Utils.getSourceId(settings) === 'new:announce') {
        document.querySelector('[id="new"] .ui-state-error')?.focus();
      }
    });
})();
