"""The little JavaScript of the pages of figures."""

IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"

# A link to the page that is open asks it; any other link is the browser's.
FOLLOWED = """(e) => {
  const a = e.target.closest('a[href]');
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
  if (a.target || a.hasAttribute('download')) return;
  if (a.origin !== location.origin || a.pathname !== location.pathname || a.hash) return;
  e.preventDefault();
  emit(a.search);
}"""
# A picker whose name is a parameter of the address asks for its value; another one is its page's.
PICKED = """(e) => {
  if (e.target.matches('select[data-go]')) emit({[e.target.name]: e.target.value});
}"""
# So does a form of such fields, when it is sent.
SENT = """(e) => {
  if (!e.target.matches('form[data-go]')) return;
  e.preventDefault();
  emit(Object.fromEntries(new FormData(e.target)));
}"""
