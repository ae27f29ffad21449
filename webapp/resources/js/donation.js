// The buttons that steer a run: shows those that can be pressed now, and tells people who do not see the page when the
// run's course has changed. Opens the dialog in which the donation is called off, and closes it when that is done.
(() => {
  'use strict';

  const buttons = [...document.querySelectorAll('[data-do]')];
  const menu = document.querySelector('.menu');
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
      if (button.hidden && button.dataset.opens) {
        document.getElementById(button.dataset.opens).close();
      }
    });
    if (pressed && document.getElementById(pressed).hidden) {
      const next = document.querySelector('[data-do]:not([hidden])');
      (menu?.contains(next) ? menu.querySelector('summary') : next)?.focus();
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
    pressed = button ? button.id : event.target.closest('.ui-confirm-dialog, dialog') ? pressed : '';
    if (button?.dataset.opens) {
      document.getElementById(button.dataset.opens).showModal();
    }
    if (event.target.closest('[data-closes]')) {
      event.target.closest('dialog').close();
    }
  });
  document.addEventListener('click', event => {
    if (menu?.open && !event.target.closest('.menu, dialog, .ui-dialog, .ui-widget-overlay')) {
      menu.open = false;
    }
  });
  menu?.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  document.addEventListener('savealife:fresh', show);
  window.jQuery?.(document).on('pfAjaxComplete', show);
  show();
})();
