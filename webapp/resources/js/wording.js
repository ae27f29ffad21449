// Checks the words also when what was typed came back after a new log-in.
(() => {
  'use strict';

  document.addEventListener('savealife:restored', () =>
    document.querySelectorAll('#wording textarea').forEach(field =>
      field.dispatchEvent(new Event('input', {bubbles: true}))));
})();
