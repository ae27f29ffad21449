// Prints the list of a page.
(() => {
  'use strict';

  document.querySelector('[data-print]')?.addEventListener('click', () => window.print());
})();
