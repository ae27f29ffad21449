// The buttons that steer a run: shows those that can be pressed now, and tells people who do not see the page when the
// run's course has changed.
(() => {
  'use strict';

  const buttons = [...document.querySelectorAll('[data-do]')];
  const source = document.querySelector('[data-live]');
  const page = source.dataset.livePage;
  const announced = document.getElementById('announced');
  let pressed = ''; // by its id: the button that was pressed last, whose place another one takes
  let told = document.getElementById('run-head').dataset.status;

  function show() {
    const head = document.getElementById('run-head');
    const allowed = head.dataset.allowed.split(' ');
    buttons.forEach(({id}) => {
      const button = document.getElementById(id);
      button.hidden = !allowed.includes(button.dataset.do);
    });
    if (pressed && document.getElementById(pressed).hidden) {
      document.querySelector('[data-do]:not([hidden])')?.focus();
      pressed = '';
    }
    if (head.dataset.status !== told) {
      told = head.dataset.status;
      announced.textContent = told;
      askFor(true);
      document.dispatchEvent(new CustomEvent('savealife:refresh'));
    } else {
      askFor(!document.querySelector('#run-donors .ui-paginator'));
    }
  }

  // A list that is full does not change by the second; to look its donors up costs more than all the rest.
  function askFor(list) {
    source.dataset.livePage = page + (list ? '' : '&list=no');
  }

  document.addEventListener('click', event => {
    const button = event.target.closest('[data-do]');
    pressed = button ? button.id : event.target.closest('.ui-confirm-dialog') ? pressed : '';
  });
  document.addEventListener('savealife:fresh', show);
  window.jQuery?.(document).on('pfAjaxComplete', show);
  show();
})();
