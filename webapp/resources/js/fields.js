// Has fields marked as wrong for as long as their messages say so. An input stays as it is when its message comes or goes: somebody
// may be typing in the next one.
(() => {
  'use strict';

  function mark() {
    document.querySelectorAll('main .field').forEach(field => {
      const input = field.querySelector('input:not([type=hidden]), textarea');
      const message = field.querySelector('.ui-message');
      if (input && message) {
        const wrong = message.textContent.trim() !== '';
        input.classList.toggle('ui-state-error', wrong);
        input.setAttribute('aria-invalid', wrong);
      }
    });
  }

  window.jQuery?.(document).on('pfAjaxComplete', mark);
})();
