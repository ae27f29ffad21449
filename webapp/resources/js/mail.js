// Says that the test mail is on its way, for as long as the relay has not answered.
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
    });
})();
