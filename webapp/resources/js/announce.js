// Says that it is looking who would be invited, and after a refusal leads to the first field that is wrong.
(() => {
  'use strict';

  let announcing = false;

  document.addEventListener('click', event => {
    announcing ||= Boolean(event.target.closest('[id="new:announce"]'));
  });
  window.jQuery?.(document)
    .on('pfAjaxSend', () => document.getElementById('new:outlook').setAttribute('aria-busy', 'true'))
    .on('pfAjaxComplete', () => {
      document.getElementById('new:outlook').removeAttribute('aria-busy');
      if (announcing) {
        announcing = false;
        document.querySelector('[id="new"] .ui-state-error')?.focus();
      }
    });
})();
