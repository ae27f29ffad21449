// Stands on the page that says why a form was not taken: the next page for staff gives back what was typed.
sessionStorage.setItem('savealife.kept', 'true');
