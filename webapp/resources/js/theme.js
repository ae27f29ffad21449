// Loaded in the head, so that the page is never painted in the wrong theme first. Without a choice the device decides.
(() => {
  'use strict';

  const KEY = 'savealife.theme';
  const root = document.documentElement;

  function chosen() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is blocked: the device decides
    }
  }

  function choose(theme) {
    root.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // it lasts for this page
    }
  }

  const theme = chosen();
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
  }

  document.addEventListener('click', event => {
    if (event.target.closest('[data-theme-toggle]')) {
      choose(getComputedStyle(root).colorScheme === 'dark' || (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches)
        ? 'light'
        : 'dark');
    }
  });
})();
