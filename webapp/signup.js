// Sends the sign-up form without leaving the page. On our own page the form is there already; on the site of somebody else
// one line brings it, where it stands:
//   <script src="https://give.example.org/signup.js" async></script>
(() => {
  const script = document.currentScript;
  const home = new URL('.', script.src);
  const place = document.createElement('savealife-signup');

  function attend(root) {
    const form = root.querySelector('form');
    const trouble = form.querySelector('.note');
    const summary = form.querySelector('.summary');
    const button = form.querySelector('[type=submit]');

    function tell(message) {
      trouble.querySelector('p').textContent = message;
      trouble.hidden = !message;
    }

    function mark(errors) {
      form.querySelectorAll('.field').forEach(field => {
        const control = field.querySelector('input, select');
        const error = errors.find(each => each.field === control.name);
        field.classList.toggle('invalid', Boolean(error));
        control.setAttribute('aria-invalid', Boolean(error));
        field.querySelector('.error span').textContent = error ? error.message : '';
      });
      const list = summary.querySelector('ul');
      list.replaceChildren(...errors.map(error => {
        const link = document.createElement('a');
        link.href = '#' + error.field;
        link.textContent = error.message;
        const item = document.createElement('li');
        item.append(link);
        return item;
      }));
      summary.hidden = errors.length === 0;
      if (errors.length > 0) {
        summary.focus();
      }
    }

    function missing() {
      return [...form.querySelectorAll('[required]')]
        .filter(control => control.type === 'checkbox' ? !control.checked : !control.value.trim())
        .map(control => ({field: control.name, message: control.dataset.missing}));
    }

    function welcome(values) {
      const done = root.querySelector('.signedup');
      const heading = done.querySelector('h2');
      heading.textContent = heading.dataset.done.replace('{0}', values.city.trim()).replace('{1}', values.first_name.trim());
      form.hidden = true;
      done.hidden = false;
      done.focus();
    }

    async function send() {
      const values = Object.fromEntries(new FormData(form));
      const answer = await fetch(new URL('api/donor/signup', home), {
        method: 'POST',
        credentials: 'omit',
        headers: {'Content-Type': 'application/json', 'Accept': 'application/json', 'Accept-Language': values.language},
        body: JSON.stringify(values),
      });
      if (answer.ok) {
        welcome(values);
        return;
      }
      const problem = await answer.json();
      if (problem.errors) {
        mark(problem.errors);
      } else {
        tell(problem.detail || form.dataset.away);
      }
    }

    form.addEventListener('submit', async event => {
      event.preventDefault();
      if (button.getAttribute('aria-disabled')) {
        return;
      }
      tell('');
      const errors = missing();
      mark(errors);
      if (errors.length > 0) {
        return;
      }
      button.setAttribute('aria-disabled', 'true');
      try {
        await send();
      } catch {
        tell(form.dataset.away);
      } finally {
        button.removeAttribute('aria-disabled');
      }
    });

    askAboutCity(form.querySelector('[name=city]'), form.querySelector('.meant'));

    // a link to a part of this document does not reach into a form that stands apart from it
    summary.addEventListener('click', event => {
      const link = event.target.closest('a');
      if (link) {
        event.preventDefault();
        root.querySelector(link.getAttribute('href')).focus();
      }
    });
  }

  // Asks whether a city was meant that is spelt almost like the one that was typed. A hint: whatever stands there can be sent.
  function askAboutCity(city, meant) {
    const take = meant.querySelector('button');
    let asked;

    city.addEventListener('change', async () => {
      const typed = city.value.trim();
      // the same again, as when the field is left for the button, must not take the button away
      meant.hidden ||= typed !== asked;
      asked = typed;
      if (!typed) {
        return;
      }
      try {
        const answer = await fetch(new URL('api/city/suggestion?name=' + encodeURIComponent(typed), home), {credentials: 'omit'});
        const {suggestion} = answer.ok ? await answer.json() : {};
        if (suggestion && city.value.trim() === typed) {
          meant.querySelector('span').textContent = meant.dataset.text.replace('{0}', suggestion);
          take.textContent = suggestion;
          meant.hidden = false;
        } else if (!suggestion) {
          meant.hidden = true;
        }
      } catch {
        // without an answer there is no hint
      }
    });
    take.addEventListener('click', () => {
      city.value = take.textContent;
      meant.hidden = true;
      city.focus();
    });
  }

  // Where the form cannot be shown, whoever wants to sign up is led to it.
  function lead() {
    const link = document.createElement('a');
    link.href = home;
    link.textContent = home.host;
    place.shadowRoot.replaceChildren(link);
  }

  async function bring() {
    script.after(place);
    const root = place.attachShadow({mode: 'open'});
    const answer = await fetch(new URL('signup-form.xhtml', home), {credentials: 'omit'});
    if (!answer.ok) {
      throw new Error('Savealife answered ' + answer.status);
    }
    const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
    parsed.querySelectorAll('svg, script').forEach(element => element.remove());
    parsed.querySelectorAll('a[href]').forEach(link => {
      const target = link.getAttribute('href');
      if (!target.startsWith('#')) {
        link.href = new URL(target, home);
        link.target = '_blank';
      }
    });
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = new URL('resources/css/embed.css', home);
    root.append(style, ...parsed.body.childNodes);
    attend(root);
  }

  const here = document.querySelector('[data-signup]');
  if (here) {
    attend(here);
  } else {
    bring().catch(error => {
      console.warn(error.message + '. The sign-up form of ' + home.host + ' cannot be shown on ' + location.origin
        + '. If that server can be reached, let its savealife.signup.origins name this site.');
      lead();
    });
  }
})();
