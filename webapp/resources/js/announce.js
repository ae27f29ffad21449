// Says that it is looking who would be invited, or sending a test, and has fields marked as wrong for as long as their messages
// say so. After a refusal it leads to the first field that is wrong.
(() => {
  'use strict';

  const LEADS = ['new:announce', 'new:again'];
  const form = document.getElementById('new');

  function source(settings) {
    return window.PrimeFaces.ajax.Utils.getSourceId(settings);
  }

  // The input stays as it is when its message comes or goes: somebody may be typing in the next one.
  function mark() {
    form.querySelectorAll('.field').forEach(field => {
      const input = field.querySelector('input:not([type=hidden]), textarea');
      const message = field.querySelector('.ui-message');
      if (input && message) {
        const wrong = message.textContent.trim() !== '';
        input.classList.toggle('ui-state-error', wrong);
        input.setAttribute('aria-invalid', wrong);
      }
    });
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
      mark();
      if (LEADS.includes(source(settings))) {
        form.querySelector('.ui-state-error')?.focus();
      } else if (source(settings) === 'new:test') {
        form.querySelector('[id="new:to"].ui-state-error')?.focus();
      }
    });
})();
