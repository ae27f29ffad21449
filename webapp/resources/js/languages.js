// Keeps what was typed on a page for everybody over a change of its language, in this tab, until the page is there again. Not
// passwords, and not the tick by which somebody says yes to a text: they have not read it in the other language.
(() => {
  'use strict';

  const TYPED = 'savealife.typed';

  function fields() {
    return [...document.querySelectorAll('form input, form select, form textarea')].filter(field =>
      field.id && !field.matches('[type=hidden], [type=password], [type=checkbox], [type=radio]'));
  }

  const typed = JSON.parse(sessionStorage.getItem(TYPED) ?? 'null');
  sessionStorage.removeItem(TYPED);
  if (typed?.page === location.pathname) {
    fields().filter(field => field.id in typed.values).forEach(field => field.value = typed.values[field.id]);
  }

  document.addEventListener('click', event => {
    if (event.target.closest('.langs a')) {
      const values = Object.fromEntries(fields().map(field => [field.id, field.value]));
      sessionStorage.setItem(TYPED, JSON.stringify({page: location.pathname, values}));
    }
  });
})();
