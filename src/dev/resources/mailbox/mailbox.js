// The list is written by the server, escaped. This fetches it anew every two seconds while somebody looks.
const live = document.getElementById('live');
const remove = document.getElementById('delete');

async function refresh() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
  const now = page.getElementById('live');
  if (now && now.innerHTML !== live.innerHTML) {
    live.replaceChildren(...now.childNodes);
  }
}

if (live) {
  setInterval(() => document.hidden || live.contains(document.activeElement) || refresh().catch(() => {}), 2000);
  remove.hidden = false;
  remove.addEventListener('click', async () => {
    await fetch('/api/v1/messages', { method: 'DELETE' });
    await refresh();
  });
}
