// Says that the test mail is on its way, for as long as the relay has not answered; after a refusal of the address leads to it.
(() => {
  'use strict';

  const sending = document.getElementById('sending');

  window.jQuery?.(document)
    .on('pfAjaxSend', () => {
      document.getElementById('mail:result').hidden = true;
      sending.hidden = false;
    })
    .on('pfAjaxComplete', () => {
      document.getElementById('mail:result').hidden = false;
      sending.hidden = true;
      document.querySelector('[id="mail"] .ui-state-error')?.focus();
    });
})();
