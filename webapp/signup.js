// Sends the sign-up form without leaving the page. On our own page the form is there already; on the site of somebody else
// one line brings it, where it stands:
//   <script src="https://give.example.org/signup.js" async></script>
(() => {
  const script = document.currentScript;
  const home = new URL('.', script.src);
  const here = document.querySelector('[data-signup]');
  const place = document.createElement('savealife-signup');

  function attend(root) {
    const form = root.querySelector('form');
    const trouble = form.querySelector('.note');
    const summary = form.querySelector('.summary');
    const button = form.querySelector('[type=submit]');
    const word = button.querySelector('span');
    const send = word.textContent;

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

    // Everything that is wrong, in the order of the form: what is missing, and what the server says of the rest.
    function together(empty, refused) {
      const order = [...form.elements].map(control => control.name);
      return refused.filter(error => !empty.some(each => each.field === error.field)).concat(empty)
        .sort((one, other) => order.indexOf(one.field) - order.indexOf(other.field));
    }

    async function welcome(values) {
      const done = root.querySelector('.signedup');
      const heading = done.querySelector('h2');
      heading.textContent = heading.dataset.done.replace('{0}', values.city.trim()).replace('{1}', values.first_name.trim());
      form.hidden = true;
      done.hidden = false;
      done.focus();
      try {
        const answer = await fetch(new URL('signed-up.xhtml?city=' + encodeURIComponent(values.city), home), {
          credentials: 'omit',
          headers: {'Accept-Language': values.language},
        });
        if (answer.ok) {
          done.querySelector('.coming').replaceChildren(...read(await answer.text()));
        }
      } catch {
        // the sign-up was taken; that nothing is shown of what is coming does no harm
      }
    }

    // Without a yes the server is asked all the same, so that everything wrong is told at once; it signs up nobody whose
    // consent it does not know.
    async function ask(empty) {
      const values = Object.fromEntries(new FormData(form));
      const answer = await fetch(new URL('api/donor/signup', home), {
        method: 'POST',
        credentials: 'omit',
        headers: {'Content-Type': 'application/json', 'Accept': 'application/json', 'Accept-Language': values.language},
        body: JSON.stringify({...values, consent: values.consent ?? 'no'}),
      });
      if (answer.ok) {
        await welcome(values);
        return;
      }
      const problem = await answer.json();
      if (problem.errors) {
        mark(together(empty, problem.errors));
      } else {
        mark(empty);
        tell(problem.detail || form.dataset.away);
      }
    }

    function work(working) {
      if (working) {
        button.setAttribute('aria-disabled', 'true');
      } else {
        button.removeAttribute('aria-disabled');
      }
      word.textContent = working ? button.dataset.sending : send;
    }

    form.addEventListener('submit', async event => {
      event.preventDefault();
      if (button.hasAttribute('aria-disabled')) {
        return;
      }
      tell('');
      const empty = missing();
      if (empty.length === form.querySelectorAll('[required]').length) {
        mark(empty);
        return;
      }
      work(true);
      try {
        await ask(empty);
      } catch {
        mark(empty);
        tell(form.dataset.away);
      } finally {
        work(false);
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

  // What is in the body of one of our documents. On another site our pictures are not there, and our addresses lead here.
  function read(text) {
    const parsed = new DOMParser().parseFromString(text, 'text/html');
    if (!here) {
      parsed.querySelectorAll('svg, script').forEach(element => element.remove());
      parsed.querySelectorAll('a[href]').forEach(link => {
        const target = link.getAttribute('href');
        if (!target.startsWith('#')) {
          link.href = new URL(target, home);
          link.target = '_blank';
        }
      });
    }
    return parsed.body.childNodes;
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
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = new URL('resources/css/embed.css', home);
    root.append(style, ...read(await answer.text()));
    attend(root);
  }

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
