// Who signs out leaves nothing behind that they had typed.
if (new URLSearchParams(location.search).has('out')) {
  sessionStorage.removeItem('savealife.draft');
}
