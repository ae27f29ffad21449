// Shows what changes also when what was typed came back after a new log-in.
(() => {
  'use strict';

  document.addEventListener('savealife:restored', () =>
    document.getElementById('edit:address')?.dispatchEvent(new Event('change', {bubbles: true})));
})();
