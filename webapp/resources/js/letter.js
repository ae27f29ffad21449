// Shows an invitation (letter.xhtml) in one language and at one width: as wide as a phone, or as a computer, shrunk to the room
// there is. What was chosen stays when the page brings the letter anew.
(() => {
  'use strict';

  const COMPUTER = 760; // pixels: the mail has its whole width, and some around it

  let language = '';
  let width = '';

  function press(name, value) {
    document.querySelectorAll(`[${name}]`).forEach(button =>
      button.setAttribute('aria-pressed', button.getAttribute(name) === value));
  }

  function show() {
    const letters = [...document.querySelectorAll('[data-letter]')];
    if (letters.length === 0) {
      return;
    }
    const chosen = letters.some(letter => letter.dataset.letter === language) ? language : letters[0].dataset.letter;
    const wide = width || (letters[0].parentElement.clientWidth >= COMPUTER ? 'computer' : 'phone');
    letters.forEach(letter => letter.hidden = letter.dataset.letter !== chosen);
    press('data-letter-language', chosen);
    press('data-letter-width', wide);
    letters.forEach(letter => fit(letter.querySelector('.sheet'), wide));
    const field = document.getElementById('new:language');
    if (field) {
      field.value = chosen;
    }
  }

  function fit(sheet, wide) {
    const scale = wide === 'computer' ? Math.min(1, sheet.clientWidth / COMPUTER) : 1;
    sheet.classList.toggle('computer', wide === 'computer');
    sheet.style.setProperty('--scale', scale || 1);
  }

  document.addEventListener('click', event => {
    const button = event.target.closest('[data-letter-language], [data-letter-width]');
    if (button) {
      language = button.dataset.letterLanguage ?? language;
      width = button.dataset.letterWidth ?? width;
      show();
    }
  });
  addEventListener('resize', show);
  window.jQuery?.(document).on('pfAjaxComplete', show);
  show();
})();
