// Prints the list of those who come.
(() => {
  'use strict';

  document.querySelector('[data-print]')?.addEventListener('click', () => window.print());
})();
